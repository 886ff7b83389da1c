package io.latentlake.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Files of the checkout that clusters and schedulers are given. */
public final class DeployFiles {
  /** The top of the checkout. */
  public static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  private DeployFiles() {}

  /** A file of Spark settings, below the top of the checkout. */
  public static Map<String, String> settings(Path file) throws IOException {
    Map<String, String> settings = new TreeMap<>();
    for (String line : Files.readAllLines(ROOT.resolve(file))) {
      if (!line.isBlank() && !line.startsWith("#")) {
        String[] parts = line.split("\\s+", 2);
        settings.put(parts[0], parts[1].strip());
      }
    }
    return settings;
  }
}
