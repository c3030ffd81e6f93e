package dev.floe.fuzz;

import dev.floe.format.SpecVersion;
import java.util.Random;
import java.util.function.BiConsumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.state.Action;
import net.jqwik.api.state.ActionChain;
import net.jqwik.api.state.Transformer;

/// Whatever is done to a repository in whatever order, it holds what the model of it holds, and its
/// files keep the rules of the format. A chain that fails is shortened before it is shown.
class RepositoryModelTest {
  private static final int LONGEST_CHAIN = 24;

  @Property(tries = 100)
  void theRepositoryIsAsItsModelSays(@ForAll("chains") ActionChain<ModelledRepository> chain) {
    chain.run().close();
  }

  /// A repository of format 1, which is upgraded in the end.
  @Property(tries = 30)
  void soIsOneOfFormat1AndUpgraded(
      @ForAll("chainsOfFormat1") ActionChain<ModelledRepository> chain) {
    try (ModelledRepository repository = chain.run()) {
      repository.upgrade();
    }
  }

  /// Several sessions are open at a time, processes end and die, and forks go around.
  @Property(tries = 40)
  void soItIsWithSessionsThatStayOpen(
      @ForAll("chainsOfSessions") ActionChain<ModelledRepository> chain) {
    chain.run().close();
  }

  @Provide
  Arbitrary<ActionChain<ModelledRepository>> chainsOfSessions() {
    return ActionChain.startWith(ModelledRepository::new)
        .withAction(2, action("commit", ModelledRepository::commit))
        .withAction(4, onSessions("open", ModelledSessions::open))
        .withAction(2, onSessions("read", ModelledSessions::read))
        .withAction(3, onSessions("go on", ModelledSessions::goOn))
        .withAction(4, onSessions("end", ModelledSessions::end))
        .withAction(1, onSessions("reopen", ModelledSessions::reopen))
        .withAction(3, onSessions("crash", ModelledSessions::crash))
        .withAction(2, onSessions("fork", ModelledSessions::fork))
        .withAction(2, onSessions("shift", ModelledSessions::shift))
        .withAction(1, onSessions("configure", ModelledSessions::configure))
        .withAction(1, onSessions("forbid", ModelledSessions::forbid))
        .withAction(1, action("amend", ModelledRepository::amend))
        .withAction(1, action("move", ModelledRepository::move))
        .withAction(1, action("create a branch", ModelledRepository::createBranch))
        .withAction(1, action("delete a branch", ModelledRepository::deleteBranch))
        .withAction(1, action("reset a branch", ModelledRepository::resetBranch))
        .withAction(1, action("expire", ModelledRepository::expire))
        .withAction(1, action("collect garbage", ModelledRepository::collectGarbage))
        .withMaxTransformations(LONGEST_CHAIN);
  }

  private static Action.Independent<ModelledRepository> onSessions(
      String name, BiConsumer<ModelledSessions, Random> step) {
    return action(name, (repository, chance) -> step.accept(repository.sessions, chance));
  }

  @Provide
  Arbitrary<ActionChain<ModelledRepository>> chainsOfFormat1() {
    return ActionChain.startWith(() -> new ModelledRepository(SpecVersion.V1))
        .withAction(6, action("commit", ModelledRepository::commit))
        .withAction(1, action("rewrite manifests", ModelledRepository::rewriteManifests))
        .withAction(2, action("two rivals", ModelledRepository::rival))
        .withAction(2, action("create a branch", ModelledRepository::createBranch))
        .withAction(1, action("delete a branch", ModelledRepository::deleteBranch))
        .withAction(1, action("reset a branch", ModelledRepository::resetBranch))
        .withAction(2, action("create a tag", ModelledRepository::createTag))
        .withAction(1, action("delete a tag", ModelledRepository::deleteTag))
        .withMaxTransformations(LONGEST_CHAIN);
  }

  @Provide
  Arbitrary<ActionChain<ModelledRepository>> chains() {
    return ActionChain.startWith(ModelledRepository::new)
        .withAction(6, action("commit", ModelledRepository::commit))
        .withAction(2, action("amend", ModelledRepository::amend))
        .withAction(2, action("flush", ModelledRepository::flush))
        .withAction(1, action("rewrite manifests", ModelledRepository::rewriteManifests))
        .withAction(2, action("move", ModelledRepository::move))
        .withAction(2, action("two rivals", ModelledRepository::rival))
        .withAction(2, action("create a branch", ModelledRepository::createBranch))
        .withAction(1, action("delete a branch", ModelledRepository::deleteBranch))
        .withAction(1, action("reset a branch", ModelledRepository::resetBranch))
        .withAction(2, action("create a tag", ModelledRepository::createTag))
        .withAction(1, action("delete a tag", ModelledRepository::deleteTag))
        .withAction(1, action("expire", ModelledRepository::expire))
        .withAction(1, action("collect garbage", ModelledRepository::collectGarbage))
        .withAction(1, action("collect what left", CollectedIncrementally::collect))
        .withAction(1, action("update metadata", ModelledRepository::updateMetadata))
        .withMaxTransformations(LONGEST_CHAIN);
  }

  /// An action whose details are left to a seed; everything is compared after it.
  private static Action.Independent<ModelledRepository> action(
      String name, BiConsumer<ModelledRepository, Random> step) {
    return () ->
        Arbitraries.longs()
            .map(seed ->
                Transformer.mutate(
                    name + " with " + seed,
                    (ModelledRepository repository) -> {
                      step.accept(repository, new Random(seed));
                      repository.check();
                    }));
  }
}
