package io.latentlake.jobs;

import io.latentlake.config.Effect;
import io.latentlake.config.Options;
import io.latentlake.provenance.Redaction;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A command as a step of a pipeline.
 *
 * @param command the command
 * @param after steps whose results it reads
 */
record PipelineStep(Command command, List<String> after) {
  /** Keys that do not affect the result of a step. */
  private static final Set<String> WITHOUT_EFFECT =
      Options.keys(PipelineOptions.class, "", Effect.NONE);

  String name() {
    return command.name();
  }

  boolean heedsModel() {
    return command.heeds("model.id");
  }

  /** The keys that the step uses, with their values. */
  Map<String, String> options(PipelineOptions all) {
    Map<String, String> heeded = new LinkedHashMap<>();
    Options.flatten(all)
        .forEach(
            (key, value) -> {
              // Results are beside their record, so moving both changes nothing
              if (command.heeds(key)
                  && !key.startsWith("output.")
                  && !WITHOUT_EFFECT.contains(key)) {
                heeded.put(key, Redaction.redact(key, value));
              }
            });
    return heeded;
  }
}
