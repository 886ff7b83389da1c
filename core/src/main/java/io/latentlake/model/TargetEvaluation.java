package io.latentlake.model;

import io.latentlake.architecture.Architecture;
import io.latentlake.kernel.OffHeap;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A {@link Target}'s values for a minibatch and, if wanted, their gradient by the images. */
public final class TargetEvaluation {
  private final InferenceModel model;
  private final Target target;
  private final INDArray x;
  private final Optional<double[][]> codes;
  private final boolean gradient;
  private final double[] values;
  private final Map<String, INDArray> at;
  private final Map<String, INDArray> byPlaces = new HashMap<>();
  private Optional<boolean[]> comparedPixels = Optional.empty();

  private TargetEvaluation(
      InferenceModel model,
      Target target,
      INDArray x,
      Optional<double[][]> codes,
      boolean gradient,
      Map<String, INDArray> at) {
    this.model = model;
    this.target = target;
    this.x = x;
    this.codes = codes;
    this.gradient = gradient;
    this.values = new double[(int) x.size(0)];
    this.at = at;
    target.evaluate(this);
  }

  /**
   * The values alone.
   *
   * @param codes for each image the code of the image that it is an altered copy of; its own if
   *     left out
   */
  static double[] values(
      InferenceModel model, Target target, INDArray x, Optional<double[][]> codes) {
    return new TargetEvaluation(model, target, x, codes, false, found(model, target, x)).values;
  }

  /** Values and gradient; the gradient is written to an array of the images' shape. */
  static double[] gradient(
      InferenceModel model,
      Target target,
      INDArray x,
      Optional<double[][]> codes,
      INDArray byImage) {
    if (!target.differentiable()) {
      throw notKnown(target);
    }
    TargetEvaluation evaluation =
        new TargetEvaluation(model, target, x, codes, true, found(model, target, x));
    byImage.assign(model.network().imageGradient(target.places(), evaluation.byPlaces));
    evaluation.addDirectTerm(byImage);
    return evaluation.values;
  }

  /** Values and derivatives where the network gives, or might give, certain values. */
  static TargetHead head(
      InferenceModel model,
      Target target,
      INDArray x,
      Optional<double[][]> codes,
      Map<String, INDArray> at) {
    if (!target.differentiable()) {
      throw notKnown(target);
    }
    TargetEvaluation evaluation = new TargetEvaluation(model, target, x, codes, true, at);
    Map<String, double[]> byPlaces = new HashMap<>();
    evaluation.byPlaces.forEach((place, array) -> byPlaces.put(place, OffHeap.read(array)));
    INDArray byImages = OffHeap.create(x.dataType(), x.shape());
    byImages.assign(0);
    evaluation.addDirectTerm(byImages);
    return new TargetHead(evaluation.values, byPlaces, OffHeap.read(byImages));
  }

  private static Map<String, INDArray> found(InferenceModel model, Target target, INDArray x) {
    return target.places().isEmpty() ? Map.of() : model.network().at(x, target.places());
  }

  private static UnsupportedOperationException notKnown(Target target) {
    return new UnsupportedOperationException("the gradient of " + target.name() + " is not known");
  }

  /**
   * Number of images.
   *
   * @return at least 1
   */
  public int images() {
    return values.length;
  }

  /**
   * What the network gives at a place.
   *
   * @param place one of the target's
   * @return image by image, channel-major; the caller's own
   */
  public double[] at(String place) {
    return OffHeap.read(at.get(place));
  }

  /**
   * The logistic function of what the network gives at a place.
   *
   * @param place one of the target's
   * @return image by image; the caller's own
   */
  public double[] probabilities(String place) {
    return model.comparison().probabilities(at.get(place));
  }

  /**
   * The code of the image that is explained.
   *
   * @param image by its position
   * @return the posterior mean of the image that it is an altered copy of; its own if nothing was
   *     altered
   */
  public double[] explainedCode(int image) {
    if (codes.isPresent()) {
      return codes.get()[image];
    }
    double[] own = at(Architecture.MEAN);
    int units = own.length / values.length;
    return Arrays.copyOfRange(own, image * units, (image + 1) * units);
  }

  /**
   * What the model makes of the images.
   *
   * @return everything that scores are made from
   */
  public Reconstructions reconstructions() {
    return model.reconstructions(x);
  }

  /**
   * The model's own anomaly score.
   *
   * @return the score
   */
  public AnomalyScore anomalyScore() {
    return model.anomalyScore();
  }

  /**
   * Adds to an image's value.
   *
   * @param image by its position
   * @param value in the target's unit
   */
  public void add(int image, double value) {
    values[image] += value;
  }

  /**
   * Says how the values change with what is found at a place.
   *
   * @param place one of the target's
   * @param derivative as many numbers as {@link #at}
   */
  public void derivative(String place, double[] derivative) {
    if (gradient) {
      INDArray room = model.network().gradientRoom(place, at.get(place).shape());
      OffHeap.write(derivative, room);
      byPlaces.put(place, room);
    }
  }

  /** Adds the reconstruction loss of each image, summed over channels and pixels. */
  public void addReconstructionError() {
    INDArray decoded = at.get(Architecture.DECODED);
    INDArray byDecoded =
        gradient ? model.network().gradientRoom(Architecture.DECODED, decoded.shape()) : null;
    double[] errors = model.comparison().reconstructionErrors(x, decoded, byDecoded);
    for (int i = 0; i < errors.length; i++) {
      values[i] += errors[i];
    }
    byPlaces.put(Architecture.DECODED, byDecoded);
  }

  /**
   * Adds the reconstruction loss of some pixels. The loss must be a sum over pixels each of which
   * counts for itself.
   *
   * @param part which
   */
  public void addReconstructionError(ImagePart part) {
    boolean[] compared = part.in(model.shape());
    comparedPixels = Optional.of(compared);
    INDArray decoded = at.get(Architecture.DECODED);
    double[] terms = model.comparison().terms(x, decoded);
    for (int i = 0; i < terms.length; i++) {
      if (compared[i % compared.length]) {
        values[i / compared.length] += terms[i];
      }
    }
    if (gradient) {
      INDArray room = model.network().gradientRoom(Architecture.DECODED, decoded.shape());
      model.comparison().reconstructionErrors(x, decoded, room);
      leaveOutOthers(room);
      byPlaces.put(Architecture.DECODED, room);
    }
  }

  /** Adds what the reconstruction loss lacks to be −log p(x|z), nats. */
  public void addNormaliser() {
    double normaliser = model.loss().normaliserNats(model.shape().values()).orElseThrow();
    for (int i = 0; i < values.length; i++) {
      values[i] += normaliser;
    }
  }

  /** The loss compares with the image itself: its own derivative, the reconstruction held fixed. */
  private void addDirectTerm(INDArray byImage) {
    INDArray decoded = at.get(Architecture.DECODED);
    if (decoded == null) {
      return;
    }
    if (comparedPixels.isEmpty()) {
      model.comparison().addErrorsByImages(x, decoded, byImage);
      return;
    }
    INDArray direct = OffHeap.create(byImage.dataType(), byImage.shape());
    direct.assign(0);
    model.comparison().addErrorsByImages(x, decoded, direct);
    leaveOutOthers(direct);
    byImage.addi(direct);
  }

  private void leaveOutOthers(INDArray derivative) {
    boolean[] compared = comparedPixels.orElseThrow();
    double[] numbers = OffHeap.read(derivative);
    for (int i = 0; i < numbers.length; i++) {
      if (!compared[i % compared.length]) {
        numbers[i] = 0;
      }
    }
    OffHeap.write(numbers, derivative);
  }
}
