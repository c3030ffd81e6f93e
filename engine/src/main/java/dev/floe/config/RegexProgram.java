package dev.floe.config;

import dev.floe.config.RegexNode.Anchor;
import dev.floe.config.RegexNode.Choice;
import dev.floe.config.RegexNode.OneOf;
import dev.floe.config.RegexNode.Place;
import dev.floe.config.RegexNode.Repeat;
import dev.floe.config.RegexNode.Sequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/// A regular expression as steps of a machine that is in all its states at once: the time it takes
/// is the length of the text times the size of the program, whatever the expression.
///
/// ```
///   a|b*      0 fork 1, 3        1 code point a    2 go 5
///             3 fork 4, 5        4 code point b, then back to 3
///             5 found
/// ```
final class RegexProgram {
  private static final int MAX_STEPS = 20_000;
  private static final int MAX_WORK = 100_000;
  private static final long MAX_VISITS = 20_000_000;

  private sealed interface Step {}

  private record Read(IntPredicate set) implements Step {}

  private record At(Anchor anchor) implements Step {}

  private record Fork(int first, int second) implements Step {}

  private record Go(int target) implements Step {}

  private record Found() implements Step {}

  private final List<Step> steps = new ArrayList<>();
  private int work;
  private long weight;

  private RegexProgram() {}

  static RegexProgram of(RegexNode node) throws RegexParser.Invalid {
    RegexProgram program = new RegexProgram();
    program.emit(node);
    program.add(new Found());
    return program;
  }

  private int add(Step step) throws RegexParser.Invalid {
    if (steps.size() == MAX_STEPS) {
      throw new RegexParser.Invalid("too large");
    }
    steps.add(step);
    return steps.size() - 1;
  }

  private void emit(RegexNode node) throws RegexParser.Invalid {
    if (++work > MAX_WORK) {
      throw new RegexParser.Invalid("too large");
    }
    switch (node) {
      case OneOf(IntPredicate set, int setWeight) -> {
        add(new Read(set));
        weight += setWeight;
      }
      case Place(Anchor anchor) -> add(new At(anchor));
      case Sequence(List<RegexNode> nodes) -> {
        for (RegexNode each : nodes) {
          emit(each);
        }
      }
      case Choice(List<RegexNode> nodes) -> emitChoice(nodes);
      case Repeat repeat -> emitRepeat(repeat);
    }
  }

  private void emitChoice(List<RegexNode> nodes) throws RegexParser.Invalid {
    List<Integer> exits = new ArrayList<>();
    for (int i = 0; i < nodes.size() - 1; i++) {
      int fork = add(new Go(0));
      emit(nodes.get(i));
      exits.add(add(new Go(0)));
      steps.set(fork, new Fork(fork + 1, steps.size()));
    }
    emit(nodes.getLast());
    exits.forEach(exit -> steps.set(exit, new Go(steps.size())));
  }

  private void emitRepeat(Repeat repeat) throws RegexParser.Invalid {
    for (int i = 0; i < repeat.min(); i++) {
      emit(repeat.node());
    }
    if (repeat.max() == Repeat.UNLIMITED) {
      int fork = add(new Go(0));
      emit(repeat.node());
      add(new Go(fork));
      steps.set(fork, new Fork(fork + 1, steps.size()));
      return;
    }
    for (int i = repeat.min(); i < repeat.max(); i++) {
      int fork = add(new Go(0));
      emit(repeat.node());
      steps.set(fork, new Fork(fork + 1, steps.size()));
    }
  }

  /// Whether any part of the text matches. A text and a program that are long both find nothing.
  boolean finds(String text) {
    if (text.length() * (steps.size() + weight) > MAX_VISITS) {
      return false;
    }
    return new Search(text).run();
  }

  /// One walk over a text.
  private final class Search {
    private final int[] text;
    private final int[] visited = new int[steps.size()];
    private int[] current = new int[steps.size()];
    private int[] next = new int[steps.size()];
    private final int[] stack = new int[2 * steps.size() + 1];
    private int nextCount;

    Search(String text) {
      this.text = text.codePoints().toArray();
      Arrays.fill(visited, -1);
    }

    boolean run() {
      int count = 0;
      for (int at = 0; ; at++) {
        nextCount = count;
        int[] swap = current;
        current = next;
        next = swap;
        count = 0;
        // `current` holds where the last code point led; a match may also begin here
        int[] entering = Arrays.copyOf(current, nextCount + 1);
        entering[nextCount] = 0;
        int states = close(entering, at);
        if (states < 0) {
          return true;
        }
        if (at == text.length) {
          return false;
        }
        for (int i = 0; i < states; i++) {
          if (steps.get(current[i]) instanceof Read(IntPredicate set) && set.test(text[at])) {
            next[count++] = current[i] + 1;
          }
        }
      }
    }

    /// Follows every step that reads nothing; leaves the reading ones in `current` and returns how
    /// many, or -1 if the end was reached.
    private int close(int[] entering, int at) {
      int states = 0;
      for (int entry : entering) {
        int depth = 0;
        stack[depth++] = entry;
        while (depth > 0) {
          int state = stack[--depth];
          if (visited[state] == at) {
            continue;
          }
          visited[state] = at;
          switch (steps.get(state)) {
            case Found _ -> {
              return -1;
            }
            case Read _ -> current[states++] = state;
            case Go(int target) -> stack[depth++] = target;
            case Fork(int first, int second) -> {
              stack[depth++] = second;
              stack[depth++] = first;
            }
            case At(Anchor anchor) -> {
              if (holds(anchor, at)) {
                stack[depth++] = state + 1;
              }
            }
          }
        }
      }
      return states;
    }

    private boolean holds(Anchor anchor, int at) {
      boolean before = at > 0 && RegexSets.isWord(text[at - 1]);
      boolean after = at < text.length && RegexSets.isWord(text[at]);
      return switch (anchor) {
        case TEXT_START -> at == 0;
        case TEXT_END -> at == text.length;
        case LINE_START -> at == 0 || text[at - 1] == '\n';
        case LINE_END -> at == text.length || text[at] == '\n';
        case CRLF_LINE_START ->
            at == 0 || text[at - 1] == '\n' || (text[at - 1] == '\r' && !isAt('\n', at));
        case CRLF_LINE_END ->
            at == text.length
                || text[at] == '\r'
                || (text[at] == '\n' && !(at > 0 && text[at - 1] == '\r'));
        case WORD_EDGE -> before != after;
        case NO_WORD_EDGE -> before == after;
        case WORD_START -> !before && after;
        case WORD_END -> before && !after;
        case HALF_WORD_START -> !before;
        case HALF_WORD_END -> !after;
        case ASCII_WORD_EDGE -> asciiEdge(at);
        case NO_ASCII_WORD_EDGE -> !asciiEdge(at);
      };
    }

    private boolean isAt(int c, int at) {
      return at < text.length && text[at] == c;
    }

    private boolean asciiEdge(int at) {
      boolean before = at > 0 && RegexSets.isAsciiWord(text[at - 1]);
      boolean after = at < text.length && RegexSets.isAsciiWord(text[at]);
      return before != after;
    }
  }
}
