package io.latentlake.jobs;

import io.latentlake.config.Configuration;
import io.latentlake.config.ConfigurationException;
import io.latentlake.config.Fault;
import io.latentlake.config.OptionsReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;

/** Reads a pipeline file from any file system, and the arguments that override it. */
final class ConfigFile {
  private static final int MAX_BYTES = 1 << 20;

  private ConfigFile() {}

  /**
   * Reads options.
   *
   * @param uri a path or a Hadoop URI; empty for defaults and arguments only
   * @param arguments {@code path=value} each
   * @throws ConfigurationException with every fault
   */
  static Configuration<PipelineOptions> read(Optional<String> uri, List<String> arguments) {
    OptionsReader<PipelineOptions> reader = new OptionsReader<>(PipelineOptions.class);
    uri.ifPresent(file -> reader.withFile(file, text(file)));
    return reader.with(arguments).read();
  }

  private static String text(String uri) {
    // A path without a scheme is local, whatever the cluster's default file system is
    String qualified = uri.matches("[A-Za-z][A-Za-z0-9+.-]*:.*") ? uri : "file:" + absolute(uri);
    Path path = new Path(qualified);
    try (FileSystem files =
            FileSystem.newInstance(
                path.toUri(), SparkHadoopUtil.get().newConfiguration(new SparkConf()));
        InputStream in = files.open(path)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw refused(uri, "is longer than " + MAX_BYTES + " bytes; give a YAML file of options");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (FileNotFoundException e) {
      throw refused(uri, "this file does not exist");
    } catch (IOException e) {
      throw refused(uri, "cannot be read: " + Refusal.message(e));
    }
  }

  private static String absolute(String path) {
    return java.nio.file.Path.of(path).toAbsolutePath().toString();
  }

  private static ConfigurationException refused(String file, String problem) {
    return new ConfigurationException(List.of(new Fault(file, problem, "")));
  }
}
