package io.latentlake.model.kind;

import io.latentlake.architecture.Architecture;
import io.latentlake.architecture.Operation.AveragePlaces;
import io.latentlake.architecture.Operation.Convolution;
import io.latentlake.architecture.Shape;
import io.latentlake.backbone.FeatureOptions;
import io.latentlake.model.Loss;
import io.latentlake.model.ModelKind;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.NetworkFitting;
import io.latentlake.model.UsualTraining;
import java.util.Optional;

/**
 * {@code feature-ae}: a linear autoencoder of what a pretrained network gives at each place of an
 * image. Normal images have features near a subspace; how far a place is from it says how odd it
 * is. The subspace is found in closed form, without training.
 *
 * @see <a href="https://arxiv.org/abs/1909.11786">Ahuja et al. 2019</a>
 * @see <a href="https://arxiv.org/abs/2203.10422">Ndiour et al. 2022, feature reconstruction
 *     error</a>
 */
public final class FeatureAutoencoder implements ModelKind {
  /** Node: the code of each place. */
  static final String CODE = "code";

  /** Node: the features that the code stands for. */
  static final String FEATURES = "features";

  @Override
  public String name() {
    return "feature-ae";
  }

  @Override
  public String inWords() {
    return "linear autoencoder of pretrained features";
  }

  @Override
  public Class<? extends Record> options() {
    return FeatureOptions.class;
  }

  @Override
  public boolean seesFeatures() {
    return true;
  }

  @Override
  public Optional<FeatureOptions> features(ModelOptions options) {
    return Optional.of(options.own(FeatureOptions.class));
  }

  @Override
  public Optional<NetworkFitting> fitting() {
    return Optional.of(new PrincipalFitting());
  }

  @Override
  public String usualLoss() {
    return Loss.SQUARED_ERROR;
  }

  @Override
  public String usualAnomalyScore() {
    return "feature_error_top";
  }

  @Override
  public UsualTraining usualTraining(Shape image) {
    return new UsualTraining(1, 1, 1, UsualTraining.OF_MOST.minibatch(), 1);
  }

  @Override
  public Architecture architecture(ModelOptions options, Shape image) {
    Shape seen =
        options
            .own(FeatureOptions.class)
            .shape()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "the shape of the features is what the backbone gives, not known yet"));
    if (options.latent() >= seen.channels()) {
      throw new IllegalArgumentException(
          "model.latent is "
              + options.latent()
              + ", but a place has "
              + seen.channels()
              + " features, and as many components leave no error; set at most "
              + (seen.channels() - 1)
              + ", or model.feature-ae.variance above 0");
    }
    Architecture.Builder network = Architecture.of(seen);
    network.add(CODE, Convolution.pixelwise(options.latent(), true));
    network
        .add(Architecture.MEAN, new AveragePlaces())
        .place(Architecture.MEAN)
        .place(Architecture.LATENT);
    network
        .add(FEATURES, Convolution.pixelwise(seen.channels(), true), CODE)
        .place(Architecture.DECODED);
    return network.build();
  }
}
