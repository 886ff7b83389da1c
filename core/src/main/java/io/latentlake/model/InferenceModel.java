package io.latentlake.model;

import io.latentlake.architecture.Architecture;
import io.latentlake.architecture.Shape;
import io.latentlake.backbone.FeatureExtractor;
import io.latentlake.image.ImageShape;
import io.latentlake.kernel.OffHeap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
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
  private final int mostImages;
  private final DataType type;
  private final InferenceNetwork network;
  private final Optional<Corruption> corruption;
  private final long seed;
  private final ImageComparison comparison;
  private final FittedNumbers fitted;
  private final TermEvaluation terms;
  private final Optional<FeatureExtractor> features;
  private NetworkLayers layers;

  private InferenceModel(ModelPackage model, ComputationGraph trained, DataType type) {
    this.options = model.options();
    this.shape = model.shape();
    this.mostImages = model.mostImages();
    this.type = type;
    this.network = new InferenceNetwork(model, trained, type);
    this.corruption = options.family().corruption(options);
    this.seed = model.seed();
    this.comparison = new ImageComparison(options, shape, type);
    this.fitted = model.fittedNumbers();
    this.terms = new TermEvaluation(options, type, network.graph().draws());
    this.features = model.backbone().map(backbone -> FeatureExtractor.open(backbone, shape));
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
   * Images that it should be shown at a time.
   *
   * @return at least 1
   */
  public int mostImages() {
    return mostImages;
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
   * Shape of a latent that is a map, which is given as a row all the same, channel-major.
   *
   * @return channels, height and width; empty if the latent is no map
   */
  public Optional<int[]> mapShape() {
    return network
        .graph()
        .latentMap()
        .map(map -> new int[] {map.channels(), map.height(), map.width()});
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
   * The seed of the model's training, which keyed draws that belong to the model depend on.
   *
   * @return the seed
   */
  public long seed() {
    return seed;
  }

  /**
   * Latents drawn for an image's likelihood as an anomaly score.
   *
   * @return at least 1
   */
  public int likelihoodSamples() {
    return options.likelihoodSamples();
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
   * Images as the model sees them: the pixels that all other methods take.
   *
   * @param imageIds ids of the images
   * @param pixels uint8 values of each image as they are stored, channel-major; stay as they are
   * @return the same, or pixels of 0 and 255 if the model makes them so
   */
  public byte[][] seen(String[] imageIds, byte[][] pixels) {
    return options.binarisation().afterTraining(imageIds, pixels, seed);
  }

  /**
   * Labels that the model is conditioned on.
   *
   * @return those it knows; empty if it is not told any
   */
  public List<String> labels() {
    return options.labels();
  }

  /**
   * Tells a conditional model which images the passes to come are about, until it is told again.
   * Another model needs no labels and ignores them.
   *
   * @param labels of the images, in the order in which passes are shown them, or latents are
   *     decoded for them; null where an image has none
   * @throws IllegalArgumentException if the model does not know a label, or there is none
   */
  public void given(String[] labels) {
    network.conditions().ifPresent(told -> told.of(labels));
  }

  /**
   * The same with one label for all images, however many a pass is shown.
   *
   * @param label of every image
   * @throws IllegalArgumentException if the model does not know it
   */
  public void givenAll(String label) {
    network.conditions().ifPresent(told -> told.ofAll(label));
  }

  /**
   * A minibatch from pixels: what all other methods take as {@code x}.
   *
   * @param pixels uint8 values of each image, channel-major
   * @return values in [0, 1], shape [images, channels, height, width], or the features that the
   *     network sees in their place
   * @throws IllegalArgumentException if an image has another number of values
   */
  public INDArray input(byte[][] pixels) {
    return input(TrainingArrays.scaled(pixels, shape));
  }

  /**
   * The same from values that need not be whole numbers.
   *
   * @param images values in [0, 1], image by image, channel-major
   * @return shape [images, channels, height, width], or the features that the network sees in their
   *     place
   */
  public INDArray input(float[] images) {
    if (features.isEmpty()) {
      return array(images, shape.channels());
    }
    int count = images.length / shape.values();
    Shape seen = features.get().shape();
    INDArray array = create(count, seen.channels(), seen.height(), seen.width());
    OffHeap.write(features.get().features(images, count), array);
    return array;
  }

  /**
   * A minibatch as training would show it to the network.
   *
   * @param pixels uint8 values of each image, channel-major
   * @param draws for each image, by its position, what decides how it is corrupted
   * @return values in [0, 1], shape [images, channels, height, width]
   */
  public INDArray corruptedInput(byte[][] pixels, IntFunction<RandomGenerator> draws) {
    return input(CorruptedImages.of(corruption, shape, pixels, draws).images());
  }

  /**
   * A minibatch after another corruption than that of training.
   *
   * @param other what is done to the images
   * @param pixels uint8 values of each image, channel-major
   * @param draws for each image, by its position, what decides how it is corrupted
   * @return values in [0, 1], shape [images, channels, height, width]
   */
  public INDArray corruptedInput(
      Corruption other, byte[][] pixels, IntFunction<RandomGenerator> draws) {
    return input(CorruptedImages.of(Optional.of(other), shape, pixels, draws).images());
  }

  private INDArray array(float[] values, int channels) {
    int images = values.length / (channels * shape.height() * shape.width());
    INDArray array = create(images, channels, shape.height(), shape.width());
    OffHeap.write(values, array);
    return array;
  }

  /**
   * The posterior of each image.
   *
   * @param x images in [0, 1], shape [images, channels, height, width]
   * @return mean or code and, for a VAE, log-variance
   */
  public Posterior encode(INDArray x) {
    return posterior(network.at(x, posteriorPlaces()));
  }

  private Posterior posterior(Map<String, INDArray> found) {
    INDArray mean = copy(found.get(Architecture.MEAN));
    return variational()
        ? Posterior.gaussian(mean, copy(found.get(Architecture.LOG_VARIANCE)))
        : Posterior.code(mean);
  }

  private List<String> posteriorPlaces() {
    return variational()
        ? List.of(Architecture.MEAN, Architecture.LOG_VARIANCE)
        : List.of(Architecture.MEAN);
  }

  /**
   * The vectors of the codebook that embeddings are made of.
   *
   * @param posterior what {@link #encode} returned
   * @return for each image the index of the vector at each position, counted from 0; empty if the
   *     model has no codebook
   */
  public Optional<int[][]> codeIndices(Posterior posterior) {
    return network
        .graph()
        .codebook()
        .map(
            vectors ->
                Arrays.stream(OffHeap.rows(posterior.mean()))
                    .map(vectors::indices)
                    .toArray(int[][]::new));
  }

  /**
   * Whether it makes pictures of images.
   *
   * @return false if it sees features of another network, and rebuilds those
   */
  public boolean reconstructs() {
    return !options.seesFeatures();
  }

  /**
   * Whether a latent alone can be decoded.
   *
   * @return false if the decoder needs the image as well, as with skip connections
   */
  public boolean decodesLatents() {
    return network.decodesLatents();
  }

  /**
   * The decoder's output before its last activation.
   *
   * @param z latents, shape [images, latentSize]
   * @return logits, pixel values or whatever the loss says; shape [images, channels, height, width]
   * @throws IllegalArgumentException if the latents have another size, or the decoder needs the
   *     image as well
   */
  public INDArray decode(INDArray z) {
    return copy(network.decode(z));
  }

  /**
   * The reconstruction through the posterior mean.
   *
   * @param x images in [0, 1], shape [images, channels, height, width]
   * @return pixel values, same shape; in [0, 1] or near it, as the loss says
   * @throws UnsupportedOperationException if the model gives no pictures
   */
  public INDArray reconstruct(INDArray x) {
    requirePictures();
    INDArray decoded = network.at(x, List.of(Architecture.DECODED)).get(Architecture.DECODED);
    return copy(comparison.pixels(decoded));
  }

  /**
   * The pixels that the decoder's outputs mean.
   *
   * @param decoded what {@link #decode} returned
   * @return pixel values, same shape; in [0, 1] or near it, as the loss says
   */
  public INDArray decodedPixels(INDArray decoded) {
    return copy(comparison.pixels(decoded));
  }

  private void requirePictures() {
    if (!givesPictures()) {
      throw new UnsupportedOperationException(
          "model " + options.id() + " gives features of images, which are no pictures");
    }
  }

  /**
   * Images as they are stored, from what the decoder makes of latents.
   *
   * @param decoded what {@link #decode} returned
   * @return uint8 pixels of each image, channel-major; values beyond [0, 1] become the nearest end
   * @throws UnsupportedOperationException if the model gives no pictures
   */
  public byte[][] storedPixels(INDArray decoded) {
    requirePictures();
    return comparison.storedPixels(decoded);
  }

  /**
   * What the model makes of images through the posterior mean.
   *
   * @param x images in [0, 1], shape [images, channels, height, width]
   * @return posterior, decoded images and, if the network has one, the map of defects; no score
   *     that draws latents can be made from it
   */
  public Reconstructions reconstructions(INDArray x) {
    return reconstructions(new String[0], x);
  }

  /**
   * What the model makes of images through the posterior mean.
   *
   * @param imageIds ids of the images
   * @param x the images in [0, 1], shape [images, channels, height, width]
   * @return posterior, decoded images and, if the network has one, the map of defects
   */
  public Reconstructions reconstructions(String[] imageIds, INDArray x) {
    List<String> places = new ArrayList<>(posteriorPlaces());
    places.add(Architecture.DECODED);
    if (findsDefects()) {
      places.add(Architecture.DEFECT);
    }
    Map<String, INDArray> found = network.at(x, places);
    return new Reconstructions(
        this,
        List.of(imageIds),
        x,
        posterior(found),
        copy(found.get(Architecture.DECODED)),
        Optional.ofNullable(found.get(Architecture.DEFECT)).map(this::copy));
  }

  /**
   * Whether the network learnt to find defects, so that there is a map of them.
   *
   * @return true if it has the place {@link Architecture#DEFECT}
   */
  public boolean findsDefects() {
    return network.graph().has(Architecture.DEFECT);
  }

  /**
   * Whether what the model gives for an image is a picture.
   *
   * @return false if it sees, and gives, features of a pretrained network
   */
  public boolean givesPictures() {
    return features.isEmpty();
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
   * What else images can be ranked by.
   *
   * @return the other scores that the model can have, but those that need what it has not learnt
   */
  public List<AnomalyScore> otherScores() {
    return AnomalyScore.of(options).stream()
        .filter(score -> !score.name().equals(anomalyScore().name()))
        .filter(fitted::serve)
        .toList();
  }

  /**
   * What anomaly scores learnt from normal images.
   *
   * @param fitting what learnt it
   * @return its result; not to be changed
   * @throws IncompatibleModelException if the model's package does not have it, or it is damaged
   */
  public float[] fitted(ScoreFitting fitting) {
    return fitted.of(fitting);
  }

  /**
   * The loss the model was trained on, an image at a time; lower is better.
   *
   * @param x images in [0, 1]
   * @param decoded what {@link #decode} made of their latents, same shape
   * @return in the loss's unit, summed over channels and pixels
   */
  public double[] reconstructionError(INDArray x, INDArray decoded) {
    return comparison.reconstructionErrors(x, decoded, null);
  }

  /**
   * The terms that training minimised, without their weights: a VAE's at a sample from the
   * posterior, or at as many as in training.
   *
   * @param pixels uint8 values of each image, channel-major
   * @param draws for each image, by its position, what decides how it is corrupted, if at all, and
   *     which sample is taken
   * @return each term with a value per image, in the order of the model's terms; lower is better
   */
  public Map<LossTerm, double[]> lossTerms(byte[][] pixels, IntFunction<RandomGenerator> draws) {
    CorruptedImages shown = CorruptedImages.of(corruption, shape, pixels, draws);
    INDArray x = input(shown.images());
    Map<LossTerm.Compared, INDArray> compared = new EnumMap<>(LossTerm.Compared.class);
    compared.put(LossTerm.Compared.IMAGES, corruption.isPresent() ? input(shown.before()) : x);
    if (corruption.isPresent()) {
      compared.put(LossTerm.Compared.CHANGES, array(shown.changes(), 1));
    }
    return terms.perImage(this, x, compared, draws);
  }

  /**
   * A target's value for each image, at the posterior mean.
   *
   * @param target what is asked
   * @param x images in [0, 1], shape [images, channels, height, width]
   * @return a value per image, in the target's unit
   */
  public double[] values(Target target, INDArray x) {
    return values(target, x, Optional.empty());
  }

  /**
   * A target's value for each of some altered images.
   *
   * @param target what is asked
   * @param x images in [0, 1], shape [images, channels, height, width]
   * @param codes for each the code of the image that it is an altered copy of; its own if left out
   * @return a value per image, in the target's unit
   */
  public double[] values(Target target, INDArray x, Optional<double[][]> codes) {
    return TargetEvaluation.values(this, target, x, codes);
  }

  /**
   * A target's value for each image and its derivative by the image's pixels.
   *
   * @param target what is asked
   * @param x images in [0, 1], shape [images, channels, height, width]
   * @return values and gradient, with the direct term of a target that uses the image twice
   */
  public TargetGradient gradient(Target target, INDArray x) {
    return gradient(target, x, Optional.empty());
  }

  /**
   * A target's value for each of some altered images, and its derivative by the pixels.
   *
   * @param target what is asked
   * @param x images in [0, 1], shape [images, channels, height, width]
   * @param codes for each the code of the image that it is an altered copy of; its own if left out
   * @return values and gradient, with the direct term of a target that uses the image twice
   * @throws UnsupportedOperationException if the target's derivative is not known
   */
  public TargetGradient gradient(Target target, INDArray x, Optional<double[][]> codes) {
    INDArray gradient = create(x.shape());
    return new TargetGradient(
        TargetEvaluation.gradient(this, target, x, codes, gradient), gradient);
  }

  /** Gives all native memory back. To be called by the thread that used the model. */
  @Override
  public void close() {
    if (layers != null) {
      layers.close();
    }
    network.close();
    comparison.close();
    terms.close();
    features.ifPresent(FeatureExtractor::close);
    if (Nd4j.getWorkspaceManager().checkIfWorkspaceExists(SCOPE)
        && !Nd4j.getWorkspaceManager().checkIfWorkspaceExistsAndActive(SCOPE)) {
      Nd4j.getWorkspaceManager()
          .destroyWorkspace(Nd4j.getWorkspaceManager().getWorkspaceForCurrentThread(SCOPE));
    }
  }

  /**
   * Its network layer by layer.
   *
   * @return made when first asked for; belongs to the model
   */
  public NetworkLayers layers() {
    if (layers == null) {
      layers = new NetworkLayers(this);
    }
    return layers;
  }

  ModelOptions options() {
    return options;
  }

  /** Its network. */
  InferenceNetwork network() {
    return network;
  }

  /** What is found by comparing images with what the network makes of them. */
  ImageComparison comparison() {
    return comparison;
  }

  /** Computes one of its loss terms; belongs to the model. */
  LossTerm.Evaluator evaluator(LossTerm term) {
    return terms.evaluator(term);
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
