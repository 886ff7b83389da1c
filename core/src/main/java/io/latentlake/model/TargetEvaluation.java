package io.latentlake.model;

import io.latentlake.kernel.OffHeap;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A target's values for a minibatch and, if wanted, their gradient by the images. */
final class TargetEvaluation {
  private final InferenceModel model;
  private final boolean gradient;
  private final int images;
  private final double[] values;
  private final INDArray x;
  private final double[] mean;
  private final double[] byMean;

  private double[] byLogVariance = new double[0];
  private INDArray decoded;

  private TargetEvaluation(InferenceModel model, Target target, INDArray x, boolean gradient) {
    target.requireFits(model.options());
    this.model = model;
    this.gradient = gradient;
    this.images = (int) x.size(0);
    this.values = new double[images];
    this.x = x;
    boolean divergence =
        target.kind() == Target.Kind.KL || target.kind() == Target.Kind.NEGATIVE_ELBO;
    List<INDArray> posterior = divergence ? model.posterior(x) : List.of(model.mean(x));
    INDArray means = posterior.get(0);
    this.mean = OffHeap.read(means);
    this.byMean = new double[mean.length];
    switch (target.kind()) {
      case RECONSTRUCTION_ERROR -> addReconstructionError(means);
      case KL -> addDivergence(posterior.get(1));
      case NEGATIVE_ELBO -> {
        addReconstructionError(means);
        addDivergence(posterior.get(1));
        addNormaliser();
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
    byImage.assign(
        evaluation.byLogVariance.length == 0
            ? model.imageGradient(evaluation.byMean)
            : model.imageGradient(evaluation.byMean, evaluation.byLogVariance));
    evaluation.addDirectTerm(byImage);
    return evaluation.values;
  }

  private void addReconstructionError(INDArray means) {
    decoded = model.decoded(means);
    INDArray byDecoded = gradient ? model.decodedGradient(decoded.shape()) : null;
    add(model.pixelLoss().perImage(decoded, x, byDecoded), values);
    if (gradient) {
      add(OffHeap.read(model.latentGradient(byDecoded)), byMean);
    }
  }

  /** The loss compares with the image itself: its own derivative, the reconstruction held fixed. */
  private void addDirectTerm(INDArray byImage) {
    if (decoded == null) {
      return;
    }
    if (model.loss() == Loss.BCE) {
      byImage.subi(decoded);
    } else {
      byImage.addi(x.sub(decoded).muli(2));
    }
  }

  private void addDivergence(INDArray logVariances) {
    double[] logVariance = OffHeap.read(logVariances);
    add(KlDivergence.perImage(mean, logVariance, images), values);
    add(mean, byMean);
    byLogVariance = new double[logVariance.length];
    for (int i = 0; i < byLogVariance.length; i++) {
      byLogVariance[i] = KlDivergence.byLogVariance(logVariance[i]);
    }
  }

  private void addNormaliser() {
    double normaliser = model.loss().normaliserNats(model.shape().values());
    for (int i = 0; i < images; i++) {
      values[i] += normaliser;
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
