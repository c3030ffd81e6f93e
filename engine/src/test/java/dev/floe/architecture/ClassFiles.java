package dev.floe.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Compiled classes, and what their constant pools refer to.
final class ClassFiles {
  private static final Pattern DESCRIPTOR = Pattern.compile("L(dev/floe/[\\w/$-]+)[;<]");

  private ClassFiles() {}

  /// The classes of the engine's main sources.
  static List<ClassModel> engine() {
    Path classes = Sources.root().resolve("engine/target/classes");
    try (Stream<Path> files = Files.walk(classes)) {
      return files
          .filter(file -> file.toString().endsWith(".class"))
          .filter(file -> !file.endsWith("module-info.class"))
          .map(ClassFiles::parse)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ClassModel parse(Path file) {
    try {
      return ClassFile.of().parse(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String name(ClassModel model) {
    return model.thisClass().asInternalName().replace('/', '.');
  }

  /// The package of a class name with dots; empty below `dev.floe` means the root.
  static String packageOf(String className) {
    String full = className.substring(0, className.lastIndexOf('.'));
    return full.equals("dev.floe") ? "" : full.substring("dev.floe.".length());
  }

  /// The names of all classes of Floe that a class refers to: code, descriptors, generic signatures
  /// and annotations.
  static Set<String> floeReferences(ClassModel model) {
    Set<String> names = new TreeSet<>();
    for (PoolEntry entry : model.constantPool()) {
      switch (entry) {
        case ClassEntry type when type.asInternalName().startsWith("dev/floe/") ->
            names.add(type.asInternalName().replace('/', '.'));
        case Utf8Entry text -> {
          Matcher descriptors = DESCRIPTOR.matcher(text.stringValue());
          while (descriptors.find()) {
            names.add(descriptors.group(1).replace('/', '.'));
          }
        }
        default -> {}
      }
    }
    return names;
  }

  /// The members a class calls, reads or makes handles of, as `owner.name`.
  static Set<String> members(ClassModel model) {
    Set<String> names = new TreeSet<>();
    for (PoolEntry entry : model.constantPool()) {
      if (entry instanceof MemberRefEntry member) {
        String owner = member.owner().asInternalName().replace('/', '.');
        names.add(owner + "." + member.name().stringValue());
      }
    }
    return names;
  }
}
