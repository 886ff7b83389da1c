package io.latentlake.provenance;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Manifest of a run: everything needed to trace a number and to repeat the run.
 *
 * @param command the command
 * @param runId the run
 * @param codeVersion release and git revision of the code
 * @param options every key with its value; secrets are replaced by asterisks
 * @param seed seed of every random draw
 * @param dataFingerprint checksum of the data the run read, if it took one
 * @param modelId the model the run made or read, if there was one
 * @param libraries names and versions of the libraries
 * @param backend the backend, if the run computed with a network
 * @param started when the run began, ISO 8601 in UTC
 * @param finished when the run ended, ISO 8601 in UTC, if it did
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record RunManifest(
    @JsonProperty("command") String command,
    @JsonProperty("run_id") String runId,
    @JsonProperty("code_version") String codeVersion,
    @JsonProperty("options") Map<String, String> options,
    @JsonProperty("seed") long seed,
    @JsonProperty("data_fingerprint") String dataFingerprint,
    @JsonProperty("model_id") String modelId,
    @JsonProperty("libraries") Map<String, String> libraries,
    @JsonProperty("backend") String backend,
    @JsonProperty("started") String started,
    @JsonProperty("finished") String finished) {
  /** What stands before an option in the origin of a model. */
  public static final String OPTION = "option.";

  /** Copies the maps and hides secrets. */
  public RunManifest {
    options = Collections.unmodifiableMap(Redaction.redact(options));
    libraries = Collections.unmodifiableMap(new LinkedHashMap<>(libraries));
  }

  /**
   * Starts a manifest for the code and libraries that are running.
   *
   * @param command the command
   * @param runId the run
   * @param options every key with its value
   * @param seed seed of every random draw
   * @param started when the run began
   * @return a manifest without data, model and end
   */
  public static RunManifest of(
      String command, String runId, Map<String, String> options, long seed, Instant started) {
    return new RunManifest(
        command,
        runId,
        CodeVersion.current().toString(),
        options,
        seed,
        null,
        null,
        LibraryVersions.current(),
        null,
        started.toString(),
        null);
  }

  /**
   * What a model that the run trains says of its origin: the run, code and libraries, and how
   * images were read.
   *
   * @return names and values
   */
  public Map<String, String> ofModel() {
    Map<String, String> origin = new LinkedHashMap<>();
    origin.put("run_id", runId);
    origin.put("code_version", codeVersion);
    origin.put("started", started);
    if (backend != null) {
      origin.put("backend", backend);
    }
    libraries.forEach((name, version) -> origin.put("library." + name, version));
    options.forEach(
        (key, value) -> {
          if (key.startsWith("data.")) {
            origin.put(OPTION + key, value);
          }
        });
    return origin;
  }

  /**
   * Adds the data.
   *
   * @param fingerprint checksum of the data
   * @return a copy
   */
  public RunManifest withDataFingerprint(String fingerprint) {
    return new RunManifest(
        command,
        runId,
        codeVersion,
        options,
        seed,
        fingerprint,
        modelId,
        libraries,
        backend,
        started,
        finished);
  }

  /**
   * Adds the model.
   *
   * @param id name of the model
   * @return a copy
   */
  public RunManifest withModelId(String id) {
    return new RunManifest(
        command,
        runId,
        codeVersion,
        options,
        seed,
        dataFingerprint,
        id,
        libraries,
        backend,
        started,
        finished);
  }

  /**
   * Adds the backend.
   *
   * @param used such as {@code cpu}, or the devices
   * @return a copy
   */
  public RunManifest withBackend(String used) {
    return new RunManifest(
        command,
        runId,
        codeVersion,
        options,
        seed,
        dataFingerprint,
        modelId,
        libraries,
        used,
        started,
        finished);
  }

  /**
   * Adds the end.
   *
   * @param end when the run ended
   * @return a copy
   */
  public RunManifest withFinished(Instant end) {
    return new RunManifest(
        command,
        runId,
        codeVersion,
        options,
        seed,
        dataFingerprint,
        modelId,
        libraries,
        backend,
        started,
        end.toString());
  }
}
