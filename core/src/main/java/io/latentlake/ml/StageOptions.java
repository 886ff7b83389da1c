package io.latentlake.ml;

import io.latentlake.config.ConfigurationException;
import io.latentlake.config.Fault;
import io.latentlake.config.Key;
import io.latentlake.config.Options;
import io.latentlake.config.OptionsReader;
import io.latentlake.config.Seed;
import io.latentlake.config.Setting;
import io.latentlake.explain.ExplainOptions;
import io.latentlake.image.DataOptions;
import io.latentlake.model.ModelOptions;
import io.latentlake.score.ScoreOptions;
import io.latentlake.train.TrainOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What stages of a pipeline take of a configuration. */
record StageOptions(
    @Key(value = Seed.DEFAULT, meaning = Seed.MEANING) long seed,
    @Key(meaning = "Where images come from") DataOptions data,
    @Key(meaning = "The network") ModelOptions model,
    @Key(meaning = "How the network is trained") TrainOptions train,
    @Key(meaning = "What is scored") ScoreOptions score,
    @Key(meaning = "What is explained") ExplainOptions explain) {

  /** Keys that say which images a command takes, or what it writes. */
  private static final Set<String> OF_COMMANDS =
      Set.of(
          "data.id",
          "data.path",
          "data.format",
          "data.root",
          "data.path-column",
          "data.bytes-column",
          "data.modified-column",
          "data.mask-column",
          "data.factor-columns",
          "train.resume",
          "train.onnx",
          "score.rows",
          "score.count",
          "score.draws",
          "score.importance-samples",
          "score.others",
          "score.full",
          "explain.methods",
          "explain.rows",
          "explain.count",
          "explain.references",
          "explain.full");

  private static final String OF_COMMANDS_TOO = "explain.quality.";

  /** Every key with its description. */
  static final Map<String, Setting> SETTINGS = settings();

  private static Map<String, Setting> settings() {
    Map<String, Setting> settings = new LinkedHashMap<>();
    Options.describe(StageOptions.class).forEach(setting -> settings.put(setting.path(), setting));
    return settings;
  }

  /**
   * Reads assignments.
   *
   * @param assignments each {@code path.to.key=value}; the last of several for a key counts
   * @throws ConfigurationException with every key that does not exist, means nothing to a stage, or
   *     has a value that is not allowed
   */
  static StageOptions of(List<String> assignments) {
    List<Fault> faults = new ArrayList<>();
    for (String assignment : assignments) {
      String key = assignment.replaceFirst("=.*", "").strip();
      if (OF_COMMANDS.contains(key) || key.startsWith(OF_COMMANDS_TOO)) {
        faults.add(
            new Fault(
                key,
                "means nothing to a stage of a pipeline, which takes the rows of a data frame and"
                    + " appends columns; leave it out",
                StageParams.OPTIONS));
      }
    }
    if (!faults.isEmpty()) {
      throw new ConfigurationException(faults);
    }
    try {
      return new OptionsReader<>(StageOptions.class).with(assignments).read().options();
    } catch (ConfigurationException e) {
      // A stage has no command line that a value could come from
      throw new ConfigurationException(
          e.faults().stream().map(fault -> new Fault(fault.path(), fault.problem(), "")).toList());
    }
  }
}
