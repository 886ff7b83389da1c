package io.latentlake.model.kind;

import io.latentlake.architecture.Architecture;
import io.latentlake.architecture.Shape;
import io.latentlake.config.Key;
import io.latentlake.model.BottleneckType;
import io.latentlake.model.KlDivergence;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.WeightedTerm;
import java.io.Serializable;
import java.util.List;

/**
 * {@code conditional-vae}: a variational autoencoder that is told each image's label, so that the
 * latent need not say it, and images of a label can be drawn. The label is a one-hot row beside
 * what the posterior is computed from, and beside the latent that is decoded.
 *
 * @see <a href="https://arxiv.org/abs/1406.5298">Kingma et al. 2014, model M2 with known labels</a>
 * @see <a
 *     href="https://papers.nips.cc/paper/2015/hash/8d55a249e6baa5c06772297520da2051-Abstract.html">Sohn
 *     et al. 2015</a>
 */
public final class ConditionalVae extends VariationalKind {
  private static final int MOST_LABELS = 1000;

  /** The keys that only it has. */
  public record Options(
      @Key(
              meaning =
                  "Labels that it is told of images, at least two; unset: those of the training"
                      + " images",
              example = "[cat, dog]")
          List<String> labels)
      implements Serializable {
    /**
     * Copies and checks.
     *
     * @throws IllegalArgumentException if there is one label, too many, or one twice
     */
    public Options {
      labels = List.copyOf(labels);
      if (labels.size() == 1 || labels.size() > MOST_LABELS) {
        throw new IllegalArgumentException(
            "labels has " + labels.size() + " entries; allowed are 2 to " + MOST_LABELS);
      }
      if (labels.stream().distinct().count() < labels.size()) {
        throw new IllegalArgumentException("labels is " + labels + "; each may stand there once");
      }
    }
  }

  @Override
  public String name() {
    return "conditional-vae";
  }

  @Override
  public String inWords() {
    return "conditional variational autoencoder";
  }

  @Override
  public Class<? extends Record> options() {
    return Options.class;
  }

  @Override
  public List<BottleneckType> bottlenecks() {
    return List.of(BottleneckType.FLAT);
  }

  @Override
  public boolean conditional() {
    return true;
  }

  @Override
  public List<String> labels(ModelOptions options) {
    return options.own(Options.class).labels();
  }

  @Override
  public Record withLabels(Record own, List<String> labels) {
    return new Options(labels);
  }

  @Override
  public Architecture architecture(ModelOptions options, Shape image) {
    int labels = options.labels().size();
    if (labels == 0) {
      throw new IllegalStateException(
          "the labels of a " + name() + " are those of its training images, not known yet");
    }
    return Network.withCondition(options, image, labels);
  }

  @Override
  List<WeightedTerm> latentTerms(ModelOptions options) {
    return List.of(WeightedTerm.warmingUp(new KlDivergence(), options.beta()));
  }
}
