package io.latentlake.model;

import io.latentlake.architecture.Architecture;
import io.latentlake.image.ImageShape;
import io.latentlake.kernel.OffHeap;
import io.latentlake.kernel.Scratch;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.memory.enums.AllocationPolicy;
import org.nd4j.linalg.api.memory.enums.LearningPolicy;
import org.nd4j.linalg.api.memory.enums.ResetPolicy;
import org.nd4j.linalg.api.memory.enums.SpillPolicy;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A model ready to score: batch normalisation folded away, no dropout, no noise, so an image's
 * numbers depend on that image alone.
 *
 * <p>For one thread. Arrays that methods return belong to the caller, who closes each one or opens
 * {@link #scope()} around a minibatch; otherwise native memory waits for the garbage collector.
 */
public final class InferenceModel implements AutoCloseable {
  /** Where {@link #lossTerms} finds what a term is computed from. */
  static final List<String> PLACES_OF_TERMS =
      List.of(
          Architecture.MEAN, Architecture.LOG_VARIANCE, Architecture.LATENT, Architecture.DECODED);

  private static final String SCOPE = "latentlake-minibatch";
  private static final WorkspaceConfiguration SCOPE_CONFIGURATION =
      WorkspaceConfiguration.builder()
          .initialSize(0)
          .overallocationLimit(0.1)
          .policyAllocation(AllocationPolicy.OVERALLOCATE)
          .policyLearning(LearningPolicy.FIRST_LOOP)
          .policyReset(ResetPolicy.BLOCK_LEFT)
          .policySpill(SpillPolicy.REALLOCATE)
          .build();

  private final ModelOptions options;
  private final ImageShape shape;
  private final DataType type;
  private final InferenceGraph graph;
  private final InferencePath toMean;
  private final InferencePath toPosterior;
  private final InferencePath decoder;
  private final Optional<MeanImageStage> meanOff;
  private final Optional<MeanImageStage> meanBack;
  private final PixelLoss pixelLoss;
  private final Map<LossTerm, LossTerm.Evaluator> terms = new LinkedHashMap<>();
  private final Scratch pixels = new Scratch();
  private final Scratch byPosterior = new Scratch();
  private final Scratch byVariance = new Scratch();
  private final Scratch byDecoded = new Scratch();

  private InferenceModel(ModelPackage model, ComputationGraph trained, DataType type) {
    this.options = model.options();
    this.shape = model.shape();
    this.type = type;
    this.graph = InferenceGraph.of(model, trained, type);
    this.toMean = graph.path(Architecture.IMAGE, List.of(Architecture.MEAN));
    this.toPosterior =
        options.variational()
            ? graph.path(Architecture.IMAGE, List.of(Architecture.MEAN, Architecture.LOG_VARIANCE))
            : toMean;
    this.decoder = graph.path(Architecture.LATENT, List.of(Architecture.DECODED));
    Optional<float[]> mean = model.meanImage();
    this.meanOff = mean.map(values -> MeanImageStage.subtracting(values, type));
    // logits have no mean image that could be added to them
    this.meanBack =
        mean.filter(values -> options.reconstructionLoss() == Loss.SQUARED_ERROR)
            .map(values -> MeanImageStage.adding(values, type));
    this.pixelLoss = new PixelLoss(options.reconstructionLoss(), type);
    options
        .lossTerms()
        .forEach(weighted -> terms.put(weighted.term(), weighted.term().evaluator(type)));
  }

  static InferenceModel of(ModelPackage model, DataType type) {
    ComputationGraph graph = model.trainingGraph();
    try {
      return new InferenceModel(model, graph, type);
    } finally {
      // closing the graph itself would ask the JVM for a full collection
      OffHeap.close(graph.params());
    }
  }

  /**
   * Size of the images.
   *
   * @return the size
   */
  public ImageShape shape() {
    return shape;
  }

  /**
   * Units of the latent.
   *
   * @return at least 1
   */
  public int latentSize() {
    return options.latent();
  }

  /**
   * Whether the posterior has a variance.
   *
   * @return true for a VAE
   */
  public boolean variational() {
    return options.variational();
  }

  /**
   * The reconstruction loss the model was trained on.
   *
   * @return the loss
   */
  public Loss loss() {
    return options.reconstructionLoss();
  }

  /**
   * Opens a scope for one minibatch: arrays made by this thread until it is closed live in it,
   * those of this model among them, and must not be used afterwards. Its memory is used again by
   * the next.
   *
   * @return the scope; close it
   */
  public MemoryWorkspace scope() {
    return Nd4j.getWorkspaceManager().getAndActivateWorkspace(SCOPE_CONFIGURATION, SCOPE);
  }

  /**
   * A minibatch from stored pixels.
   *
   * @param pixels uint8 values of each image, channel-major
   * @return values in [0, 1], shape [images, channels, height, width]
   * @throws IllegalArgumentException if an image has another number of values
   */
  public INDArray input(byte[][] pixels) {
    float[] values = TrainingArrays.scaled(pixels, shape);
    INDArray images = create(pixels.length, shape.channels(), shape.height(), shape.width());
    OffHeap.write(values, images);
    return images;
  }

  /**
   * The posterior of each image.
   *
   * @param x images in [0, 1], shape [images, channels, height, width]
   * @return mean or code and, for a VAE, log-variance
   */
  public Posterior encode(INDArray x) {
    List<INDArray> found = posterior(x);
    INDArray mean = copy(found.get(0));
    return found.size() == 1 ? Posterior.code(mean) : Posterior.gaussian(mean, copy(found.get(1)));
  }

  /**
   * The decoder's output before its last activation.
   *
   * @param z latents, shape [images, latentSize]
   * @return logits for {@link Loss#BCE}, pixel values for {@link Loss#SQUARED_ERROR}; shape
   *     [images, channels, height, width]
   * @throws IllegalArgumentException if the latents have another size
   */
  public INDArray decode(INDArray z) {
    return copy(decoded(z));
  }

  /**
   * The reconstruction through the posterior mean.
   *
   * @param x images in [0, 1], shape [images, channels, height, width]
   * @return pixel values, same shape; in [0, 1] for {@link Loss#BCE}, near it otherwise
   */
  public INDArray reconstruct(INDArray x) {
    INDArray decoded = decoded(mean(x));
    INDArray result = create(decoded.shape());
    pixelLoss.pixels(decoded, result);
    return result;
  }

  /**
   * Images as they are stored, from what the decoder makes of latents.
   *
   * @param decoded what {@link #decode} returned
   * @return uint8 pixels of each image, channel-major; values beyond [0, 1] become the nearest end
   */
  public byte[][] storedPixels(INDArray decoded) {
    INDArray output = pixels.of(type, decoded.shape());
    pixelLoss.pixels(decoded, output);
    double[] values = OffHeap.read(output);
    byte[][] images = new byte[Math.toIntExact(decoded.size(0))][shape.values()];
    for (int image = 0; image < images.length; image++) {
      for (int i = 0; i < shape.values(); i++) {
        double value = Math.max(0, Math.min(1, values[image * shape.values() + i]));
        images[image][i] = (byte) Math.round(255 * value);
      }
    }
    return images;
  }

  /**
   * What the model makes of images through the posterior mean.
   *
   * @param x images in [0, 1], shape [images, channels, height, width]
   * @return posterior and decoded images
   */
  public Reconstructions reconstructions(INDArray x) {
    Posterior posterior = encode(x);
    return new Reconstructions(this, x, posterior, decode(posterior.mean()));
  }

  /**
   * The score that images are ranked by.
   *
   * @return the score of the model's options
   */
  public AnomalyScore anomalyScore() {
    return options.score();
  }

  /**
   * The loss the model was trained on, an image at a time; lower is better.
   *
   * @param x images in [0, 1]
   * @param decoded what {@link #decode} made of their latents, same shape
   * @return nats for {@link Loss#BCE}, squared pixel units otherwise; summed over channels and
   *     pixels
   */
  public double[] reconstructionError(INDArray x, INDArray decoded) {
    return pixelLoss.perImage(decoded, x, null);
  }

  /**
   * Sum of squared differences between image and reconstruction; lower is better.
   *
   * @param x images in [0, 1]
   * @param decoded what {@link #decode} made of their latents, same shape
   * @return squared pixel units, summed over channels and pixels, a value per image
   */
  public double[] squaredErrorSum(INDArray x, INDArray decoded) {
    if (loss() == Loss.SQUARED_ERROR) {
      return pixelLoss.perImage(decoded, x, null);
    }
    INDArray values = pixels.of(type, decoded.shape());
    pixelLoss.pixels(decoded, values);
    return pixelLoss.squaredErrors(values, x);
  }

  /**
   * Where images and reconstructions differ.
   *
   * @param x images in [0, 1]
   * @param decoded what {@link #decode} made of their latents, same shape
   * @return for each image the squared difference at each pixel, a mean over channels, row by row
   */
  public float[][] squaredResiduals(INDArray x, INDArray decoded) {
    INDArray output = pixels.of(type, decoded.shape());
    pixelLoss.pixels(decoded, output);
    double[] made = OffHeap.read(output);
    double[] wanted = OffHeap.read(x);
    int area = shape.height() * shape.width();
    float[][] residuals = new float[Math.toIntExact(x.size(0))][area];
    for (int i = 0; i < made.length; i++) {
      double difference = made[i] - wanted[i];
      residuals[i / shape.values()][i % area] +=
          (float) (difference * difference / shape.channels());
    }
    return residuals;
  }

  /**
   * The terms that training minimised, at the posterior mean and without their weights.
   *
   * @param x images in [0, 1], shape [images, channels, height, width]
   * @return each term with a value per image, in the order of the model's terms; lower is better
   */
  public Map<LossTerm, double[]> lossTerms(INDArray x) {
    Map<String, INDArray> at = new HashMap<>();
    List<INDArray> posterior = posterior(x);
    at.put(Architecture.MEAN, posterior.get(0));
    at.put(Architecture.LATENT, posterior.get(0));
    if (posterior.size() > 1) {
      at.put(Architecture.LOG_VARIANCE, posterior.get(1));
    }
    at.put(Architecture.DECODED, decoded(posterior.get(0)));
    Map<LossTerm, double[]> found = new LinkedHashMap<>();
    terms.forEach(
        (term, evaluator) ->
            found.put(
                term,
                evaluator.perImage(
                    term.places().stream().map(at::get).toList(),
                    term.comparesImages() ? x : null,
                    1,
                    List.of())));
    return found;
  }

  /**
   * KL divergence from the posterior to the standard normal prior.
   *
   * @param posterior of a VAE
   * @return nats, summed over latent units, a value per image; 0 when posterior equals prior,
   *     otherwise positive
   * @throws IllegalArgumentException if the posterior has no variance
   * @see <a href="https://arxiv.org/abs/1312.6114">Kingma and Welling 2013, appendix B</a>
   */
  public static double[] klNats(Posterior posterior) {
    INDArray logVariance =
        posterior
            .logVariance()
            .orElseThrow(
                () -> new IllegalArgumentException("a plain autoencoder has no KL divergence"));
    return KlDivergence.perImage(
        OffHeap.read(posterior.mean()), OffHeap.read(logVariance), (int) posterior.mean().size(0));
  }

  /**
   * A target's value for each image, at the posterior mean.
   *
   * @param target what is asked
   * @param x images in [0, 1], shape [images, channels, height, width]
   * @return a value per image, in the target's unit
   * @throws IllegalArgumentException if the model has no such target
   */
  public double[] values(Target target, INDArray x) {
    return TargetEvaluation.values(this, target, x);
  }

  /**
   * A target's value for each image and its derivative by the image's pixels.
   *
   * @param target what is asked
   * @param x images in [0, 1], shape [images, channels, height, width]
   * @return values and gradient, with the direct term of a target that uses the image twice
   * @throws IllegalArgumentException if the model has no such target
   */
  public TargetGradient gradient(Target target, INDArray x) {
    INDArray gradient = create(x.shape());
    return new TargetGradient(TargetEvaluation.gradient(this, target, x, gradient), gradient);
  }

  /** Gives all native memory back. To be called by the thread that used the model. */
  @Override
  public void close() {
    graph.close();
    meanOff.ifPresent(InferenceStage::close);
    meanBack.ifPresent(InferenceStage::close);
    pixelLoss.close();
    terms.values().forEach(LossTerm.Evaluator::close);
    pixels.close();
    byPosterior.close();
    byVariance.close();
    byDecoded.close();
    if (Nd4j.getWorkspaceManager().checkIfWorkspaceExists(SCOPE)
        && !Nd4j.getWorkspaceManager().checkIfWorkspaceExistsAndActive(SCOPE)) {
      Nd4j.getWorkspaceManager()
          .destroyWorkspace(Nd4j.getWorkspaceManager().getWorkspaceForCurrentThread(SCOPE));
    }
  }

  ModelOptions options() {
    return options;
  }

  /** Posterior means; overwritten by the next call. */
  INDArray mean(INDArray x) {
    return toMean.forward(fitting(x)).get(0);
  }

  /** Posterior means and, of a VAE, log-variances; overwritten by the next call. */
  List<INDArray> posterior(INDArray x) {
    return toPosterior.forward(fitting(x));
  }

  private INDArray fitting(INDArray x) {
    if (x.rank() != 4
        || x.size(1) != shape.channels()
        || x.size(2) != shape.height()
        || x.size(3) != shape.width()) {
      throw new IllegalArgumentException(
          "the model takes images of " + shape + ", but these are " + x.shapeInfoToString());
    }
    INDArray plain = OffHeap.plain(x);
    return meanOff.map(stage -> stage.forward(plain)).orElse(plain);
  }

  /** Decoder output; overwritten by the next call. */
  INDArray decoded(INDArray z) {
    if (z.rank() != 2 || z.size(1) != options.latent()) {
      throw new IllegalArgumentException(
          "the model's latent has "
              + options.latent()
              + " units, but these are "
              + z.shapeInfoToString());
    }
    INDArray decoded = decoder.forward(OffHeap.plain(z)).get(0);
    return meanBack.map(stage -> stage.forward(decoded)).orElse(decoded);
  }

  /** The loss the model was trained on. */
  PixelLoss pixelLoss() {
    return pixelLoss;
  }

  /** Room for the gradient by decoder outputs. */
  INDArray decodedGradient(long[] shape) {
    return byDecoded.of(type, shape);
  }

  /** Gradient by the latent of the last decoding; overwritten by the next call. */
  INDArray latentGradient(INDArray gradient) {
    return decoder.backward(List.of(gradient));
  }

  /** Gradient by the images of the last {@link #mean}; overwritten by the next call. */
  INDArray imageGradient(double[] byMean) {
    return toMean.backward(List.of(row(byMean, byPosterior)));
  }

  /** Gradient by the images of the last {@link #posterior}; overwritten by the next call. */
  INDArray imageGradient(double[] byMean, double[] byLogVariance) {
    return toPosterior.backward(List.of(row(byMean, byPosterior), row(byLogVariance, byVariance)));
  }

  private INDArray row(double[] values, Scratch scratch) {
    INDArray rows = scratch.of(type, values.length / options.latent(), options.latent());
    OffHeap.write(values, rows);
    return rows;
  }

  private INDArray create(long... sizes) {
    return OffHeap.create(type, sizes);
  }

  private INDArray copy(INDArray array) {
    INDArray result = create(array.shape());
    result.assign(array);
    return result;
  }
}
