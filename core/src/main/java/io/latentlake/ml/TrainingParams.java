package io.latentlake.ml;

import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;

/**
 * Params of training. Those that are not set have the defaults of the configuration; all other keys
 * of sections {@code data}, {@code model} and {@code train} go into {@link #options}.
 *
 * @param <S> the stage
 */
public interface TrainingParams<S extends TrainingParams<S>> extends FrameParams<S> {
  /**
   * {@code model.kind}.
   *
   * @return the param
   */
  Param<String> kind();

  /**
   * {@code model.latent}: units of the embedding.
   *
   * @return the param
   */
  IntParam latent();

  /**
   * {@code model.channels}: of each stage of convolutions.
   *
   * @return the param
   */
  IntArrayParam channels();

  /**
   * {@code model.anomaly-score}.
   *
   * @return the param
   */
  Param<String> anomalyScore();

  /**
   * {@code data.height} that images are brought to.
   *
   * @return the param
   */
  IntParam height();

  /**
   * {@code data.width} that images are brought to.
   *
   * @return the param
   */
  IntParam width();

  /**
   * {@code data.color}: grey or RGB.
   *
   * @return the param
   */
  Param<String> color();

  /**
   * {@code data.split-column}: the column that says which images are to train, to validate or to
   * test; without it, all are to train.
   *
   * @return the param
   */
  Param<String> splitColumn();

  /**
   * {@code train.epochs}.
   *
   * @return the param
   */
  IntParam epochs();

  /**
   * {@code train.workers} whose parameters are averaged.
   *
   * @return the param
   */
  IntParam workers();

  /**
   * Where {@code fit} keeps the decoded images while it trains.
   *
   * @return the param
   */
  Param<String> workFolder();

  /**
   * Sets {@link #kind}.
   *
   * @param value a kind of model
   * @return this
   */
  default S setKind(String value) {
    set(kind(), value);
    return self();
  }

  /**
   * Sets {@link #latent}.
   *
   * @param value units
   * @return this
   */
  default S setLatent(int value) {
    set(latent(), value);
    return self();
  }

  /**
   * Sets {@link #channels}.
   *
   * @param value channels of each stage
   * @return this
   */
  default S setChannels(int... value) {
    set(channels(), value);
    return self();
  }

  /**
   * Sets {@link #anomalyScore}.
   *
   * @param value name of a score
   * @return this
   */
  default S setAnomalyScore(String value) {
    set(anomalyScore(), value);
    return self();
  }

  /**
   * Sets {@link #height}.
   *
   * @param value pixels
   * @return this
   */
  default S setHeight(int value) {
    set(height(), value);
    return self();
  }

  /**
   * Sets {@link #width}.
   *
   * @param value pixels
   * @return this
   */
  default S setWidth(int value) {
    set(width(), value);
    return self();
  }

  /**
   * Sets {@link #color}.
   *
   * @param value {@code grey}, {@code rgb} or {@code auto}
   * @return this
   */
  default S setColor(String value) {
    set(color(), value);
    return self();
  }

  /**
   * Sets {@link #splitColumn}.
   *
   * @param value name of a column
   * @return this
   */
  default S setSplitColumn(String value) {
    set(splitColumn(), value);
    return self();
  }

  /**
   * Sets {@link #epochs}.
   *
   * @param value passes over the training images
   * @return this
   */
  default S setEpochs(int value) {
    set(epochs(), value);
    return self();
  }

  /**
   * Sets {@link #workers}.
   *
   * @param value tasks that train at the same time
   * @return this
   */
  default S setWorkers(int value) {
    set(workers(), value);
    return self();
  }

  /**
   * Sets {@link #workFolder}.
   *
   * @param value Hadoop URI of a folder that driver and executors share
   * @return this
   */
  default S setWorkFolder(String value) {
    set(workFolder(), value);
    return self();
  }
}
