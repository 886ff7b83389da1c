package io.latentlake.deploy;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What {@code deploy/Dockerfile} says, and how its steps go in a plain folder.
 *
 * @param instructions word by word, in their order
 */
public record Image(List<List<String>> instructions) {
  /** Reads the Dockerfile of the checkout. */
  public static Image read() throws IOException {
    String text = Files.readString(DeployFiles.ROOT.resolve("deploy/Dockerfile"));
    List<List<String>> instructions = new ArrayList<>();
    for (String line : text.replaceAll("(?m)^#.*\n", "").replaceAll("\\\\\n", " ").split("\n")) {
      if (!line.isBlank()) {
        instructions.add(List.of(line.strip().split("\\s+")));
      }
    }
    return new Image(List.copyOf(instructions));
  }

  /** The words after an instruction, wherever it stands. */
  public List<List<String>> all(String instruction) {
    return instructions.stream()
        .filter(words -> words.get(0).equals(instruction))
        .map(words -> words.subList(1, words.size()))
        .toList();
  }

  /** Variables that the image adds to those of its base. */
  public Map<String, String> environment() {
    Map<String, String> environment = new LinkedHashMap<>();
    for (List<String> words : all("ENV")) {
      String[] parts = words.get(0).split("=", 2);
      environment.put(parts[0], parts[1]);
    }
    return environment;
  }

  /** Paths in the checkout that are copied, patterns among them, without a slash at their end. */
  public List<String> sources() {
    return all("COPY").stream()
        .flatMap(words -> words.subList(0, words.size() - 1).stream())
        .map(source -> source.replaceAll("/$", ""))
        .toList();
  }

  /** Whether a path of the image is one that a file is copied to. */
  boolean holds(Path path) {
    return all("COPY").stream()
        .anyMatch(words -> words.get(words.size() - 1).equals(path.toString()));
  }

  /**
   * Copies what the image copies, as the builder does: a folder's content, or files, into a folder
   * if the target ends with a slash.
   *
   * @param root stands for the root of the image
   */
  public void copyInto(Path root) throws IOException {
    for (List<String> words : all("COPY")) {
      String target = words.get(words.size() - 1);
      Path to = root.resolve(target.substring(1));
      for (String source : words.subList(0, words.size() - 1)) {
        for (Path from : matching(source)) {
          copy(
              from,
              target.endsWith("/") && Files.isRegularFile(from)
                  ? to.resolve(from.getFileName())
                  : to);
        }
      }
    }
  }

  private static List<Path> matching(String source) throws IOException {
    Path path = DeployFiles.ROOT.resolve(source);
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(path.getParent(), path.getFileName().toString())) {
      files.forEach(found::add);
    }
    if (found.isEmpty()) {
      throw new IOException("COPY finds no " + source);
    }
    return found;
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path copy = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Path target = from.equals(file) ? to : copy;
          Files.createDirectories(target.getParent());
          Files.copy(file, target);
        }
      }
    }
  }
}
