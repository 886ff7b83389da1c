package io.latentlake.ml;

import io.latentlake.config.Setting;
import io.latentlake.image.DataOptions;
import io.latentlake.infer.FrameOptions;
import io.latentlake.infer.InvalidRows;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;

/**
 * Params of a stage, most of which stand for keys of a configuration: they have the keys' names
 * without their sections, and the keys' descriptions; where they are not set, the keys have their
 * defaults.
 */
final class StageParams implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Name of the param for keys that have no param. */
  static final String OPTIONS = "options";

  private final Params stage;
  private final LinkedHashMap<Param<?>, String> keys = new LinkedHashMap<>();

  final LongParam seed;
  final Param<String> imageColumn;
  final Param<String> labelColumn;
  final Param<String> idColumn;
  final Param<String> map;
  final Param<String> outputPrefix;
  final Param<String> handleInvalid;
  final StringArrayParam options;

  StageParams(Params stage) {
    this.stage = stage;
    seed = new LongParam(stage, "seed", meaning("seed"));
    keys.put(seed, "seed");
    imageColumn = text("imageColumn", "data.image-column");
    labelColumn = text("labelColumn", "data.label-column");
    idColumn = text("idColumn", "data.id-column");
    map =
        new Param<>(
            stage,
            "map",
            "Attribution method whose map of each image, of the first of explain.targets, is"
                + " appended as column attribution; unset: none");
    outputPrefix =
        new Param<>(
            stage, "outputPrefix", "What the names of appended columns begin with; unset: nothing");
    handleInvalid =
        new Param<>(
            stage,
            "handleInvalid",
            "What transform makes of rows whose image cannot be decoded: keep them with nulls, skip"
                + " them, as stages need that take no null, or error; unset: keep");
    options =
        new StringArrayParam(
            stage,
            OPTIONS,
            "Other keys of a pipeline file, each as path.to.key=value; a param counts more");
  }

  /** A param for a key of text. */
  Param<String> text(String name, String key) {
    Param<String> param = new Param<>(stage, name, meaning(key));
    keys.put(param, key);
    return param;
  }

  /** A param for a key of a whole number. */
  IntParam number(String name, String key) {
    IntParam param = new IntParam(stage, name, meaning(key));
    keys.put(param, key);
    return param;
  }

  /** A param for a key of whole numbers. */
  IntArrayParam numbers(String name, String key) {
    IntArrayParam param = new IntArrayParam(stage, name, meaning(key));
    keys.put(param, key);
    return param;
  }

  private static String meaning(String key) {
    Setting about = StageOptions.SETTINGS.get(key);
    return key
        + ": "
        + about.meaning()
        + " ("
        + about.allowed()
        + (about.defaultValue().isEmpty() ? "" : "; unset: " + about.defaultValue())
        + ")";
  }

  /**
   * The configuration that the params make.
   *
   * @param before assignments that the params override
   * @throws io.latentlake.config.ConfigurationException if a value is not allowed
   */
  StageOptions read(List<String> before) {
    List<String> own = new ArrayList<>();
    if (stage.isSet(options)) {
      own.addAll(Arrays.asList(stage.getOrDefault(options)));
    }
    keys.forEach(
        (param, key) -> {
          if (stage.isSet(param)) {
            own.add(key + "=" + text(stage.getOrDefault(param)));
          }
        });
    List<String> all = new ArrayList<>(before);
    all.addAll(own);
    return StageOptions.of(all);
  }

  private static String text(Object value) {
    return value instanceof int[] numbers ? Arrays.toString(numbers) : String.valueOf(value);
  }

  /** What is appended to the rows of a data frame. */
  FrameOptions frame(StageOptions read) {
    DataOptions data = read.data();
    return new FrameOptions(
        data,
        read.score(),
        stage.isSet(map) ? Optional.of(stage.getOrDefault(map)) : Optional.empty(),
        read.explain(),
        read.seed(),
        stage.isSet(handleInvalid)
            ? InvalidRows.named(stage.getOrDefault(handleInvalid))
            : InvalidRows.KEEP,
        stage.isSet(outputPrefix) ? stage.getOrDefault(outputPrefix) : "");
  }
}
