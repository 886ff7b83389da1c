package io.latentlake.model;

import io.latentlake.architecture.Architecture;
import io.latentlake.architecture.Operation;
import io.latentlake.kernel.OffHeap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The loss terms of a trained model as training has them: a VAE's at samples from the posteriors,
 * as many as in training, those of other models at the code. For one thread.
 */
final class TermEvaluation implements AutoCloseable {
  private final DataType type;
  private final int draws;
  private final boolean sampled;
  private final List<String> posterior;
  private final List<LossTerm> terms;
  private final Map<LossTerm, LossTerm.Evaluator> evaluators = new HashMap<>();

  /**
   * Prepares to compute.
   *
   * @param options the model
   * @param type of all arrays
   * @param draws samples that training draws for each image
   */
  TermEvaluation(ModelOptions options, DataType type, int draws) {
    this.type = type;
    this.draws = draws;
    this.sampled = options.variational();
    this.posterior =
        sampled
            ? List.of(Architecture.MEAN, Architecture.LOG_VARIANCE)
            : List.of(Architecture.MEAN);
    this.terms = options.lossTerms().stream().map(WeightedTerm::term).toList();
    // what they keep is to outlive the memory scope of any minibatch
    terms.forEach(this::evaluator);
  }

  /**
   * Each term of each image, without its weight.
   *
   * @param model the model
   * @param x images as the network is shown them
   * @param compared what terms compare with
   * @param random for each image, by its position, what decides its samples
   * @return values in the order of the images; lower is better
   */
  Map<LossTerm, double[]> perImage(
      InferenceModel model,
      INDArray x,
      Map<LossTerm.Compared, INDArray> compared,
      IntFunction<RandomGenerator> random) {
    boolean wantsNearby = wanted().anyMatch(Architecture.NEARBY::equals);
    Optional<INDArray> nearby =
        wantsNearby ? Optional.of(nearby(model, x, random)) : Optional.empty();
    Map<String, INDArray> at = model.network().at(x, placesAtMean());
    nearby.ifPresent(code -> at.put(Architecture.NEARBY, code));
    if (sampled) {
      INDArray samples = samples(at, random);
      at.put(Architecture.LATENT, samples);
      at.put(Architecture.DECODED, decoded(model, samples, x.shape()));
    }
    Map<LossTerm, double[]> found = new LinkedHashMap<>();
    terms.forEach(
        term ->
            found.put(
                term,
                evaluator(term)
                    .perImage(
                        term.places().stream().map(at::get).toList(),
                        compared.get(term.compares()),
                        1,
                        List.of())));
    return found;
  }

  /**
   * Computes a term.
   *
   * @param term one of the model's, or another that is computed from the same places
   * @return made when first asked for; belongs to this
   */
  LossTerm.Evaluator evaluator(LossTerm term) {
    return evaluators.computeIfAbsent(term, made -> made.evaluator(type));
  }

  private List<String> placesAtMean() {
    return Stream.concat(posterior.stream(), wanted())
        .filter(place -> !place.equals(Architecture.NEARBY) && !(sampled && ofSamples(place)))
        .distinct()
        .toList();
  }

  private static boolean ofSamples(String place) {
    return place.equals(Architecture.LATENT) || place.equals(Architecture.DECODED);
  }

  private Stream<String> wanted() {
    return terms.stream().flatMap(term -> term.places().stream());
  }

  /** The code of a neighbour of each image. */
  private INDArray nearby(InferenceModel model, INDArray x, IntFunction<RandomGenerator> random) {
    double[] moved = OffHeap.read(x);
    int images = (int) x.size(0);
    int size = moved.length / images;
    for (int image = 0; image < images; image++) {
      RandomGenerator generator = random.apply(image);
      for (int i = image * size; i < (image + 1) * size; i++) {
        moved[i] += Operation.Neighbours.STEP * generator.nextGaussian();
      }
    }
    INDArray neighbours = OffHeap.create(type, x.shape());
    OffHeap.write(moved, neighbours);
    return model
        .network()
        .at(neighbours, List.of(Architecture.MEAN))
        .get(Architecture.MEAN)
        .dup('c');
  }

  /** Samples from the posteriors, those of an image one after the other. */
  private INDArray samples(Map<String, INDArray> found, IntFunction<RandomGenerator> random) {
    double[] mean = OffHeap.read(found.get(Architecture.MEAN));
    double[] logVariance = OffHeap.read(found.get(Architecture.LOG_VARIANCE));
    int latent = (int) found.get(Architecture.MEAN).size(1);
    int size = draws * latent;
    double[] samples = new double[draws * mean.length];
    for (int image = 0; image < mean.length / latent; image++) {
      RandomGenerator generator = random.apply(image);
      for (int i = 0; i < size; i++) {
        int unit = image * latent + i % latent;
        samples[image * size + i] =
            mean[unit] + Math.exp(0.5 * logVariance[unit]) * generator.nextGaussian();
      }
    }
    INDArray array = OffHeap.create(type, samples.length / latent, latent);
    OffHeap.write(samples, array);
    return array;
  }

  /** Decodes as many at a time as there are images: the decoder's memory is that of scoring. */
  private INDArray decoded(InferenceModel model, INDArray samples, long... images) {
    INDArray decoded = OffHeap.create(type, samples.size(0), images[1], images[2], images[3]);
    INDArrayIndex all = NDArrayIndex.all();
    for (long from = 0; from < samples.size(0); from += images[0]) {
      INDArrayIndex part = NDArrayIndex.interval(from, from + images[0]);
      decoded.get(part, all, all, all).assign(model.decode(samples.get(part, all)));
    }
    return decoded;
  }

  @Override
  public void close() {
    evaluators.values().forEach(LossTerm.Evaluator::close);
  }
}
