package io.latentlake.provenance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Version of the code.
 *
 * @param version release of the product
 * @param revision git revision the build was made from, {@code unknown} outside a checkout; ends in
 *     {@code -dirty} if files had been changed since
 */
public record CodeVersion(String version, String revision) {
  static final String RESOURCE = "build.properties";
  private static final String OUR_CLASSES = "io/latentlake/";

  /**
   * The code that is running.
   *
   * @return the version that the build recorded
   */
  public static CodeVersion current() {
    Properties build = new Properties();
    try (InputStream in = CodeVersion.class.getResourceAsStream(RESOURCE)) {
      if (in != null) {
        build.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + RESOURCE + " failed", e);
    }
    String revision = build.getProperty("revision", "unknown");
    return new CodeVersion(
        build.getProperty("version", "unknown"), revision.isBlank() ? "unknown" : revision);
  }

  /**
   * A checksum of the product's compiled code; depends on nothing else.
   *
   * @param anchors a class of each module
   * @return a short text, equal for equal code
   */
  public static String fingerprint(Class<?>... anchors) {
    Set<Path> places = new LinkedHashSet<>();
    for (Class<?> anchor : anchors) {
      places.add(place(anchor));
    }
    List<String> lines = new ArrayList<>();
    for (Path place : places) {
      try {
        lines.addAll(Files.isDirectory(place) ? filesBelow(place) : entriesOf(place));
      } catch (IOException e) {
        throw new UncheckedIOException("reading the code in " + place + " failed", e);
      }
    }
    Collections.sort(lines);
    return Checksum.of(lines);
  }

  private static Path place(Class<?> anchor) {
    CodeSource source = anchor.getProtectionDomain().getCodeSource();
    if (source == null) {
      throw new IllegalStateException(anchor + " does not say where it was loaded from");
    }
    URL location = source.getLocation();
    try {
      return Path.of(location.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(location + " is not a place to read code from", e);
    }
  }

  private static List<String> filesBelow(Path folder) throws IOException {
    Path ours = folder.resolve(OUR_CLASSES);
    List<String> lines = new ArrayList<>();
    if (!Files.isDirectory(ours)) {
      return lines;
    }
    try (Stream<Path> files = Files.walk(ours)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        String name = folder.relativize(file).toString().replace('\\', '/');
        if (counts(name)) {
          CRC32 crc = new CRC32();
          crc.update(Files.readAllBytes(file));
          lines.add(name + " " + crc.getValue());
        }
      }
    }
    return lines;
  }

  private static List<String> entriesOf(Path jar) throws IOException {
    List<String> lines = new ArrayList<>();
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
        ZipEntry entry = all.nextElement();
        if (entry.getName().startsWith(OUR_CLASSES) && counts(entry.getName())) {
          lines.add(entry.getName() + " " + entry.getCrc());
        }
      }
    }
    return lines;
  }

  private static boolean counts(String name) {
    return !name.endsWith("/") && !name.endsWith("/" + RESOURCE);
  }

  /**
   * Reads as {@code 1.0.0 (a24dadd)}.
   *
   * @return the text
   */
  @Override
  public String toString() {
    return version + " (" + revision + ")";
  }
}
