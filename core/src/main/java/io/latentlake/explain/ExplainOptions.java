package io.latentlake.explain;

import io.latentlake.config.Effect;
import io.latentlake.config.Key;
import io.latentlake.config.Options;
import io.latentlake.explain.quality.QualityOptions;
import io.latentlake.model.ModelKind;
import io.latentlake.model.NativeMemory;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What is explained and how: section {@code explain}. */
public record ExplainOptions(
    @Key(
            value = "[auto]",
            choices = AttributionMethod.Names.class,
            meaning =
                "Attribution methods; auto is residual-x-gradient, defect-map and smooth-residual"
                    + " of a model that finds defects, smooth-residual of one that sees features,"
                    + " else smooth-residual and integrated-gradients")
        List<String> methods,
    @Key(
            value = "[auto]",
            meaning =
                "Numbers to explain: reconstruction_error, also of a channel or region, kl,"
                    + " negative_elbo, squared_norm, defect_pixels, label_free, label_free_cosine,"
                    + " anomaly_score, score_NAME, term_NAME for a term of the loss, latent_0,"
                    + " latent_1, ...; auto is reconstruction_error and, of a model that finds"
                    + " defects, defect_pixels")
        List<String> targets,
    @Key(
            value = "top",
            oneOf = {"all", "sample", "test", "top"},
            meaning =
                "Every image, a sample by hash of the image id, those of split test, or those of"
                    + " highest score")
        String rows,
    @Key(
            value = "100",
            min = 1,
            max = 1e9,
            unit = "images",
            meaning = "Size of the sample or the top")
        int count,
    @Key(
            value = "100",
            min = 1,
            max = 10000,
            unit = "images",
            meaning =
                "Training images, a sample by hash of the image id, that methods compare with")
        int references,
    @Key(
            value = "256",
            min = 1,
            max = 1048576,
            unit = "images",
            meaning =
                "Images, real or interpolated, taken through the model at a time; fewer where so"
                    + " many would take a task more than 1 GiB of native memory")
        int passesPerBatch,
    @Key(
            value = "24",
            min = SignificantBits.FEWEST,
            max = SignificantBits.ALL,
            unit = "bits",
            meaning =
                "Significant bits of the values that maps are stored with: 24 is full float"
                    + " precision, 11 that of float16, 8 that of bfloat16; fewer take less space"
                    + " on disk")
        int significantBits,
    @Key(
            value = "false",
            effect = Effect.NONE,
            meaning = "Compute every row again, also where a row of the run before is still right")
        boolean full,
    QualityOptions quality,
    @Key(sections = AttributionMethod.OwnSections.class, meaning = "What only this method has")
        Map<String, Record> own)
    implements Serializable {
  /** In a list of methods or targets: those that suit the model. */
  public static final String AUTO = "auto";

  private static final long serialVersionUID = 1L;
  private static final long MOST_BYTES = 1L << 30;
  private static final String ERROR = "reconstruction_error";

  /** Copies lists and sections. */
  public ExplainOptions {
    methods = List.copyOf(methods);
    targets = List.copyOf(targets);
    own = new TreeMap<>(own);
  }

  /**
   * The keys of a method.
   *
   * @param method which
   * @param type what {@link AttributionMethod#options} says
   * @param <R> the record
   * @return their values
   */
  public <R extends Record> R own(AttributionMethod method, Class<R> type) {
    return type.cast(own.get(method.name()));
  }

  /**
   * The keys of a method with their values, as text.
   *
   * @param method its name
   * @return such as {@code steps=32}, in the order of the keys
   */
  public List<String> ownInWords(String method) {
    return Options.flatten(own.get(method)).entrySet().stream()
        .map(key -> key.getKey() + "=" + key.getValue())
        .toList();
  }

  /**
   * The same with the methods and targets that {@link #AUTO} stands for.
   *
   * @param model what is explained
   * @return options that name each method and target
   */
  public ExplainOptions of(ModelKind model) {
    boolean defects = model.findsDefects();
    return with(
        chosen(methods, usualMethods(model)),
        chosen(targets, defects ? List.of("defect_pixels", ERROR) : List.of(ERROR)),
        passesPerBatch);
  }

  private static List<String> usualMethods(ModelKind model) {
    if (model.findsDefects()) {
      return List.of("residual-x-gradient", "defect-map", "smooth-residual");
    }
    return model.seesFeatures()
        ? List.of("smooth-residual")
        : List.of("smooth-residual", "integrated-gradients");
  }

  private static List<String> chosen(List<String> named, List<String> usual) {
    return named.stream()
        .flatMap(name -> name.equals(AUTO) ? usual.stream() : Stream.of(name))
        .distinct()
        .toList();
  }

  /**
   * The same with no more passes at a time than native memory should be taken for. What is found
   * does not depend on it.
   *
   * @param memory what a task takes
   * @param mostImages that the model should be shown at a time
   * @return options whose {@code passesPerBatch} take at most 1 GiB, or are 1
   */
  public ExplainOptions within(NativeMemory memory, int mostImages) {
    long most = Math.max(1, Math.min(mostImages, memory.mostImages(MOST_BYTES)));
    return with(methods, targets, (int) Math.min(passesPerBatch, most));
  }

  private ExplainOptions with(List<String> ofMethods, List<String> ofTargets, int passes) {
    return new ExplainOptions(
        ofMethods, ofTargets, rows, count, references, passes, significantBits, full, quality, own);
  }
}
