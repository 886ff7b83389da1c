package io.latentlake.provenance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/** Versions of libraries: those of the cluster at run time, of the others at build time. */
final class LibraryVersions {
  private LibraryVersions() {}

  static Map<String, String> current() {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("java", System.getProperty("java.version"));
    put(versions, "spark", "/spark-version-info.properties", "version");
    put(versions, "hadoop", "/common-version-info.properties", "version");
    put(versions, "deeplearning4j", CodeVersion.RESOURCE, "deeplearning4j");
    put(versions, "deeplearning4j-spark", CodeVersion.RESOURCE, "deeplearning4j-spark");
    return versions;
  }

  private static void put(Map<String, String> into, String name, String resource, String key) {
    Properties properties = new Properties();
    try (InputStream in = LibraryVersions.class.getResourceAsStream(resource)) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + resource + " failed", e);
    }
    String version = properties.getProperty(key);
    if (version != null) {
      into.put(name, version);
    }
  }
}
