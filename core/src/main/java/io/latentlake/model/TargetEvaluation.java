package io.latentlake.model;

import io.latentlake.architecture.Architecture;
import io.latentlake.kernel.OffHeap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A target's values for a minibatch and, if wanted, their gradient by the images. */
final class TargetEvaluation {
  private final InferenceModel model;
  private final boolean gradient;
  private final int images;
  private final double[] values;
  private final INDArray x;
  private final List<String> places;
  private final Map<String, INDArray> at;
  private final Map<String, INDArray> byPlaces = new HashMap<>();

  private TargetEvaluation(InferenceModel model, Target target, INDArray x, boolean gradient) {
    target.requireFits(model.options());
    this.model = model;
    this.gradient = gradient;
    this.images = (int) x.size(0);
    this.values = new double[images];
    this.x = x;
    this.places =
        switch (target.kind()) {
          case RECONSTRUCTION_ERROR -> List.of(Architecture.DECODED);
          case KL -> List.of(Architecture.MEAN, Architecture.LOG_VARIANCE);
          case NEGATIVE_ELBO ->
              List.of(Architecture.MEAN, Architecture.LOG_VARIANCE, Architecture.DECODED);
          case SQUARED_NORM, LATENT -> List.of(Architecture.MEAN);
          case DEFECT_PIXELS -> List.of(Architecture.DEFECT);
        };
    this.at = model.network().at(x, places);
    switch (target.kind()) {
      case RECONSTRUCTION_ERROR -> addReconstructionError();
      case KL -> addDivergence();
      case NEGATIVE_ELBO -> {
        addReconstructionError();
        addDivergence();
        addNormaliser();
      }
      case SQUARED_NORM -> addSquaredNorm();
      case LATENT -> addLatent(target.unit());
      case DEFECT_PIXELS -> addDefectPixels();
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
    byImage.assign(model.network().imageGradient(evaluation.places, evaluation.byPlaces));
    evaluation.addDirectTerm(byImage);
    return evaluation.values;
  }

  private void addReconstructionError() {
    INDArray decoded = at.get(Architecture.DECODED);
    INDArray byDecoded =
        gradient ? model.network().gradientRoom(Architecture.DECODED, decoded.shape()) : null;
    double[] errors = model.comparison().reconstructionErrors(x, decoded, byDecoded);
    for (int i = 0; i < images; i++) {
      values[i] += errors[i];
    }
    byPlaces.put(Architecture.DECODED, byDecoded);
  }

  /** The loss compares with the image itself: its own derivative, the reconstruction held fixed. */
  private void addDirectTerm(INDArray byImage) {
    INDArray decoded = at.get(Architecture.DECODED);
    if (decoded != null) {
      model.comparison().addErrorsByImages(x, decoded, byImage);
    }
  }

  private void addDivergence() {
    double[] mean = OffHeap.read(at.get(Architecture.MEAN));
    double[] logVariance = OffHeap.read(at.get(Architecture.LOG_VARIANCE));
    double[] nats = KlDivergence.perImage(mean, logVariance, images);
    for (int i = 0; i < images; i++) {
      values[i] += nats[i];
    }
    for (int i = 0; i < logVariance.length; i++) {
      logVariance[i] = KlDivergence.byLogVariance(logVariance[i]);
    }
    put(Architecture.MEAN, mean);
    put(Architecture.LOG_VARIANCE, logVariance);
  }

  private void addNormaliser() {
    double normaliser = model.loss().normaliserNats(model.shape().values()).orElseThrow();
    for (int i = 0; i < images; i++) {
      values[i] += normaliser;
    }
  }

  private void addSquaredNorm() {
    double[] mean = OffHeap.read(at.get(Architecture.MEAN));
    for (int i = 0; i < mean.length; i++) {
      values[i / model.latentSize()] += mean[i] * mean[i];
      mean[i] *= 2;
    }
    put(Architecture.MEAN, mean);
  }

  private void addLatent(int unit) {
    double[] mean = OffHeap.read(at.get(Architecture.MEAN));
    double[] byMean = new double[mean.length];
    for (int i = 0; i < images; i++) {
      int place = i * model.latentSize() + unit;
      values[i] = mean[place];
      byMean[place] = 1;
    }
    put(Architecture.MEAN, byMean);
  }

  /** Σ p over the pixels, p the logistic function of a logit, whose derivative is p·(1 − p). */
  private void addDefectPixels() {
    double[] probabilities = model.comparison().probabilities(at.get(Architecture.DEFECT));
    int area = probabilities.length / images;
    for (int i = 0; i < probabilities.length; i++) {
      double p = probabilities[i];
      values[i / area] += p;
      probabilities[i] = p * (1 - p);
    }
    put(Architecture.DEFECT, probabilities);
  }

  private void put(String place, double[] byValues) {
    if (gradient) {
      INDArray room = model.network().gradientRoom(place, at.get(place).shape());
      OffHeap.write(byValues, room);
      byPlaces.put(place, room);
    }
  }
}
