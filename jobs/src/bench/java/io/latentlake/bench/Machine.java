package io.latentlake.bench;

import com.sun.management.OperatingSystemMXBean;
import io.latentlake.provenance.CodeVersion;
import io.latentlake.provenance.RunManifest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What figures depend on beside the code: the machine, what runs on it, and its environment. */
final class Machine {
  private static final Path CPUS = Path.of("/proc/cpuinfo");
  private static final String ND4J = "/META-INF/maven/org.nd4j/nd4j-api/pom.properties";
  private static final Pattern NATIVE =
      Pattern.compile("/nd4j-native-[0-9][^/]*?-((?:linux|macosx|windows)-[^/]*)\\.jar");

  private Machine() {}

  /** The machine and its Java. */
  static Map<String, Object> hardware() {
    Map<String, Object> machine = new LinkedHashMap<>();
    machine.put("cpu", cpu());
    machine.put("cores", Runtime.getRuntime().availableProcessors());
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    machine.put("memory_bytes", system.getTotalMemorySize());
    machine.put("load_average", system.getSystemLoadAverage());
    machine.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    machine.put("architecture", System.getProperty("os.arch"));
    machine.put(
        "jvm", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
    return machine;
  }

  /** Versions of the product and of what it stands on. */
  static Map<String, String> versions() {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("latentlake", CodeVersion.current().version());
    versions.put("git_commit", CodeVersion.current().revision());
    versions.putAll(RunManifest.of("bench", "bench", Map.of(), 0, Instant.now()).libraries());
    versions.put("nd4j", nd4j());
    Matcher nativeBuild = NATIVE.matcher(System.getProperty("java.class.path"));
    if (nativeBuild.find()) {
      versions.put("nd4j-native", nativeBuild.group(1));
    }
    return versions;
  }

  /** Settings of native threads and of the allocator. */
  static Map<String, String> environment() {
    Map<String, String> settings = new TreeMap<>();
    System.getenv()
        .forEach(
            (name, value) -> {
              if (name.equals("OMP_NUM_THREADS") || name.startsWith("MALLOC_")) {
                settings.put(name, value);
              }
            });
    return settings;
  }

  private static String cpu() {
    if (!Files.isReadable(CPUS)) {
      return "unknown";
    }
    try (Stream<String> lines = Files.lines(CPUS)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .orElse("unknown");
    } catch (IOException e) {
      throw new UncheckedIOException(CPUS + " cannot be read", e);
    }
  }

  private static String nd4j() {
    Properties build = new Properties();
    try (InputStream in = Machine.class.getResourceAsStream(ND4J)) {
      if (in != null) {
        build.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(ND4J + " cannot be read", e);
    }
    return build.getProperty("version", "unknown");
  }
}
