package io.latentlake.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentlake.config.Options;
import io.latentlake.provenance.RunManifest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Writes records of runs beside the output, which name no image: {@code _run.json}, the result of
 * the last run as printed on standard output, and {@code _runs/RUN_ID.json}, the manifest of every
 * run.
 */
final class RunRecords {
  static final String RESULT_FILE = "_run.json";
  static final String MANIFESTS = "_runs";

  private static final ObjectMapper JSON = new ObjectMapper();

  private RunRecords() {}

  static void write(
      Configuration hadoop, String folder, JobResult result, PipelineOptions options, Run run)
      throws IOException {
    RunManifest manifest =
        RunManifest.of(
                run.command(),
                run.runId(),
                Options.flatten(options.withoutIds()),
                options.seed(),
                run.started())
            .withModelId(options.model().id())
            .withFinished(Instant.now());
    Object fingerprint = result.details().get("data_fingerprint");
    if (fingerprint != null) {
      manifest = manifest.withDataFingerprint(fingerprint.toString());
    }
    if (run.backend().isPresent()) {
      manifest = manifest.withBackend(run.backend().get());
    }
    Path root = new Path(folder);
    FileSystem files = root.getFileSystem(hadoop);
    writeFile(files, new Path(new Path(root, MANIFESTS), run.runId() + ".json"), pretty(manifest));
    JobResult recorded = result.without(ForgetJob.NOT_FOUND_IDS);
    writeFile(files, new Path(root, RESULT_FILE), line(recorded) + "\n");
  }

  /** JSON on one line. */
  static String line(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a result must be plain values", e);
    }
  }

  static String pretty(Object value) {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(value) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record must be plain values", e);
    }
  }

  static void writeFile(FileSystem files, Path path, String text) throws IOException {
    try (OutputStream out = files.create(path, true)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }
}
