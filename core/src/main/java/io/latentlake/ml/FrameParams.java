package io.latentlake.ml;

import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;

/**
 * Params that estimator and model share: how images are read from a data frame, and what is
 * appended to it.
 *
 * @param <S> the stage
 */
public interface FrameParams<S extends FrameParams<S>> extends Params {
  /**
   * {@code seed} of the configuration.
   *
   * @return the param
   */
  LongParam seed();

  /**
   * {@code data.image-column}: the column of images.
   *
   * @return the param
   */
  Param<String> imageColumn();

  /**
   * {@code data.label-column}: the column of labels.
   *
   * @return the param
   */
  Param<String> labelColumn();

  /**
   * {@code data.id-column}: the column of image ids, which random draws are keyed by.
   *
   * @return the param
   */
  Param<String> idColumn();

  /**
   * The attribution method whose map is appended.
   *
   * @return the param
   */
  Param<String> map();

  /**
   * What the names of appended columns begin with.
   *
   * @return the param
   */
  Param<String> outputPrefix();

  /**
   * What becomes of rows whose image cannot be decoded.
   *
   * @return the param
   */
  Param<String> handleInvalid();

  /**
   * Any other keys of the configuration.
   *
   * @return the param
   */
  StringArrayParam options();

  /**
   * This stage.
   *
   * @return this
   */
  S self();

  /**
   * Sets {@link #seed}.
   *
   * @param value the seed
   * @return this
   */
  default S setSeed(long value) {
    set(seed(), value);
    return self();
  }

  /**
   * Sets {@link #imageColumn}.
   *
   * @param value name of a column
   * @return this
   */
  default S setImageColumn(String value) {
    set(imageColumn(), value);
    return self();
  }

  /**
   * Sets {@link #labelColumn}.
   *
   * @param value name of a column
   * @return this
   */
  default S setLabelColumn(String value) {
    set(labelColumn(), value);
    return self();
  }

  /**
   * Sets {@link #idColumn}.
   *
   * @param value name of a column
   * @return this
   */
  default S setIdColumn(String value) {
    set(idColumn(), value);
    return self();
  }

  /**
   * Sets {@link #map}.
   *
   * @param value name of a method, such as {@code smooth-residual}
   * @return this
   */
  default S setMap(String value) {
    set(map(), value);
    return self();
  }

  /**
   * Sets {@link #outputPrefix}.
   *
   * @param value the beginning of the names
   * @return this
   */
  default S setOutputPrefix(String value) {
    set(outputPrefix(), value);
    return self();
  }

  /**
   * Sets {@link #handleInvalid}.
   *
   * @param value {@code keep}, {@code skip} or {@code error}
   * @return this
   */
  default S setHandleInvalid(String value) {
    set(handleInvalid(), value);
    return self();
  }

  /**
   * Sets {@link #options}.
   *
   * @param value each {@code path.to.key=value}, such as {@code score.threshold-quantile=0.999}
   * @return this
   */
  default S setOptions(String... value) {
    set(options(), value);
    return self();
  }
}
