package io.latentlake.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.launcher.JavaModuleOptions;

/**
 * A program of ours in a fresh Java process, on the class path of this one.
 *
 * @param main its class
 * @param settings system properties
 * @param arguments its arguments
 */
record ChildJvm(Class<?> main, Map<String, String> settings, List<String> arguments)
    implements Measurement {
  ChildJvm {
    settings = Map.copyOf(settings);
    arguments = List.copyOf(arguments);
  }

  /** What every process that measures is started with. */
  static List<String> options() {
    List<String> options =
        new ArrayList<>(List.of(JavaModuleOptions.defaultModuleOptions().split(" ")));
    options.addAll(List.of("-Xmx4g", "-Djava.awt.headless=true"));
    // as conf/spark-defaults.local.conf has it
    options.add("-Dorg.bytedeco.javacpp.maxphysicalbytes=0");
    return options;
  }

  @Override
  public Map<String, Double> measure() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + "/bin/java");
    command.addAll(options());
    settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    return new PrintedFigures(main.getSimpleName(), new ProcessBuilder(command)).read();
  }
}
