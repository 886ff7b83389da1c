package io.latentlake.model;

import io.latentlake.image.ImageShape;
import java.util.SortedMap;

/** What anomaly scores learnt from normal images, by the name of the {@link ScoreFitting}. */
record FittedNumbers(ModelOptions options, ImageShape shape, SortedMap<String, float[]> numbers) {
  /** Whether the package has what a score needs, if it needs anything. */
  boolean serve(AnomalyScore score) {
    return score.fitting().map(ScoreFitting::name).map(numbers::containsKey).orElse(true);
  }

  /**
   * What was learnt; not to be changed.
   *
   * @throws IncompatibleModelException if it is not there, or damaged
   */
  float[] of(ScoreFitting fitting) {
    float[] values = numbers.get(fitting.name());
    if (values == null || !fitting.accepts(values.length, options, shape)) {
      throw new IncompatibleModelException(
          "model.zip of model "
              + options.id()
              + (values == null ? " lacks" : " has too few or too many numbers of")
              + " fitted/"
              + fitting.name()
              + ".bin, which "
              + options.score().inWords()
              + " needs; set train.resume=true and run train, which finds it again");
    }
    return values;
  }
}
