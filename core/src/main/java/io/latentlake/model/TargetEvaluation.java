package io.latentlake.model;

import io.latentlake.architecture.Architecture;
import io.latentlake.kernel.OffHeap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
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

  // what compares with the images themselves adds its own derivative by them, all else held fixed
  private final List<Consumer<INDArray>> direct = new ArrayList<>();

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
    List<String> places = target.places(model.options());
    byImage.assign(model.network().imageGradient(places, evaluation.byPlaces));
    evaluation.direct.forEach(term -> term.accept(byImage));
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
    evaluation.direct.forEach(term -> term.accept(byImages));
    return new TargetHead(evaluation.values, byPlaces, OffHeap.read(byImages));
  }

  private static Map<String, INDArray> found(InferenceModel model, Target target, INDArray x) {
    List<String> places = target.places(model.options());
    return places.isEmpty() ? Map.of() : model.network().at(x, places);
  }

  private static UnsupportedOperationException notKnown(Target target) {
    return new UnsupportedOperationException("the gradient of " + target.name() + " is not known");
  }

  /**
   * The model.
   *
   * @return its options
   */
  public ModelOptions options() {
    return model.options();
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
      OffHeap.write(derivative, room(place));
    }
  }

  /** Where the derivative by what is found at a place is to be written. */
  private INDArray room(String place) {
    INDArray room = model.network().gradientRoom(place, at.get(place).shape());
    byPlaces.put(place, room);
    return room;
  }

  /**
   * Adds a loss term of each image, without its weight.
   *
   * @param term of {@link LossTerm.Scope#IMAGE}; its places are among the target's, and nothing
   *     else is computed from them
   */
  public void addTerm(LossTerm term) {
    List<INDArray> found = term.places().stream().map(at::get).toList();
    List<INDArray> derivatives =
        gradient ? term.places().stream().map(this::room).toList() : List.of();
    LossTerm.Evaluator evaluator = model.evaluator(term);
    double[] terms = evaluator.perImage(found, x, 1, derivatives);
    for (int i = 0; i < terms.length; i++) {
      values[i] += terms[i];
    }
    if (term.compares() == LossTerm.Compared.IMAGES) {
      direct.add(byImages -> evaluator.addByImages(found, x, byImages));
    }
  }

  /** Adds the reconstruction loss of each image, summed over channels and pixels. */
  public void addReconstructionError() {
    INDArray decoded = at.get(Architecture.DECODED);
    INDArray byDecoded = gradient ? room(Architecture.DECODED) : null;
    double[] errors = model.comparison().reconstructionErrors(x, decoded, byDecoded);
    for (int i = 0; i < errors.length; i++) {
      values[i] += errors[i];
    }
    direct.add(byImages -> model.comparison().addErrorsByImages(x, decoded, byImages));
  }

  /**
   * Adds the reconstruction loss of some pixels. The loss must be a sum over pixels each of which
   * counts for itself.
   *
   * @param part which
   */
  public void addReconstructionError(ImagePart part) {
    boolean[] compared = part.in(model.shape());
    INDArray decoded = at.get(Architecture.DECODED);
    double[] terms = model.comparison().terms(x, decoded);
    for (int i = 0; i < terms.length; i++) {
      if (compared[i % compared.length]) {
        values[i / compared.length] += terms[i];
      }
    }
    if (gradient) {
      INDArray byDecoded = room(Architecture.DECODED);
      model.comparison().reconstructionErrors(x, decoded, byDecoded);
      leaveOutOthers(compared, byDecoded);
    }
    direct.add(
        byImages -> {
          INDArray all = OffHeap.create(byImages.dataType(), byImages.shape());
          all.assign(0);
          model.comparison().addErrorsByImages(x, decoded, all);
          leaveOutOthers(compared, all);
          byImages.addi(all);
        });
  }

  /** Adds what the reconstruction loss lacks to be −log p(x|z), nats. */
  public void addNormaliser() {
    double normaliser = model.loss().normaliserNats(model.shape().values()).orElseThrow();
    for (int i = 0; i < values.length; i++) {
      values[i] += normaliser;
    }
  }

  private static void leaveOutOthers(boolean[] compared, INDArray derivative) {
    double[] numbers = OffHeap.read(derivative);
    for (int i = 0; i < numbers.length; i++) {
      if (!compared[i % compared.length]) {
        numbers[i] = 0;
      }
    }
    OffHeap.write(numbers, derivative);
  }
}
