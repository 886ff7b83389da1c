package io.latentlake.model;

import org.nd4j.linalg.api.ndarray.INDArray;

/** A target's values for a minibatch and, if wanted, their gradient by the images. */
final class TargetEvaluation {
  private final InferenceModel model;
  private final boolean gradient;
  private final int images;
  private final double[] values;
  private final double[] pixels;
  private final double[] mean;
  private final double[] byMean;

  private double[] byLogVariance = new double[0];
  private double[] direct = new double[0];

  private TargetEvaluation(InferenceModel model, Target target, INDArray x, boolean gradient) {
    target.requireFits(model.options());
    this.model = model;
    this.gradient = gradient;
    this.images = (int) x.size(0);
    this.values = new double[images];
    this.pixels = OffHeap.read(x);
    INDArray features = model.features(x);
    INDArray means = model.mean(features);
    this.mean = OffHeap.read(means);
    this.byMean = new double[mean.length];
    switch (target.kind()) {
      case RECONSTRUCTION_ERROR -> addReconstructionError(means);
      case KL -> addDivergence(features);
      case NEGATIVE_ELBO -> {
        addReconstructionError(means);
        addDivergence(features);
        addGaussianConstant();
      }
      case SQUARED_NORM -> addSquaredNorm();
      case LATENT -> addLatent(target.unit());
      default -> throw new IllegalStateException("unknown target " + target);
    }
  }

  /** The values alone. */
  static double[] values(InferenceModel model, Target target, INDArray x) {
    return new TargetEvaluation(model, target, x, false).values;
  }

  /** Values and gradient; the gradient is written to an array of the images' shape. */
  static double[] gradient(InferenceModel model, Target target, INDArray x, INDArray byImage) {
    TargetEvaluation evaluation = new TargetEvaluation(model, target, x, true);
    double[] result =
        model.imageGradient(evaluation.byMean, evaluation.byLogVariance, evaluation.images);
    for (int i = 0; i < evaluation.direct.length; i++) {
      result[i] += evaluation.direct[i];
    }
    OffHeap.write(result, byImage);
    return evaluation.values;
  }

  private void addReconstructionError(INDArray means) {
    INDArray output = model.decoded(means);
    double[] decoded = OffHeap.read(output);
    double[] byDecoded = gradient ? new double[decoded.length] : null;
    add(PixelLoss.perImage(model.loss(), decoded, pixels, images, byDecoded), values);
    if (!gradient) {
      return;
    }
    add(model.latentGradient(byDecoded, output), byMean);
    // the loss compares with the image itself: its own derivative, the reconstruction held fixed
    direct = decoded;
    for (int i = 0; i < direct.length; i++) {
      direct[i] = model.loss() == Loss.BCE ? -decoded[i] : 2 * (pixels[i] - decoded[i]);
    }
  }

  private void addDivergence(INDArray features) {
    double[] logVariance = OffHeap.read(model.logVariance(features));
    add(KlDivergence.perImage(mean, logVariance, images), values);
    add(mean, byMean);
    byLogVariance = new double[logVariance.length];
    for (int i = 0; i < byLogVariance.length; i++) {
      byLogVariance[i] = KlDivergence.byLogVariance(logVariance[i]);
    }
  }

  /** Squared error as nats: a Gaussian of variance ½ for each of an image's values. */
  private void addGaussianConstant() {
    if (model.loss() == Loss.SQUARED_ERROR) {
      double constant = 0.5 * model.shape().values() * Math.log(Math.PI);
      for (int i = 0; i < images; i++) {
        values[i] += constant;
      }
    }
  }

  private void addSquaredNorm() {
    for (int i = 0; i < mean.length; i++) {
      values[i / model.latentSize()] += mean[i] * mean[i];
      byMean[i] = 2 * mean[i];
    }
  }

  private void addLatent(int unit) {
    for (int i = 0; i < images; i++) {
      int place = i * model.latentSize() + unit;
      values[i] = mean[place];
      byMean[place] = 1;
    }
  }

  private static void add(double[] from, double[] to) {
    for (int i = 0; i < to.length; i++) {
      to[i] += from[i];
    }
  }
}
