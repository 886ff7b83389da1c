package io.latentlake.model.kind;

import io.latentlake.architecture.Shape;
import io.latentlake.backbone.FeatureOptions;
import io.latentlake.model.FittedNetwork;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.NetworkFitting;
import java.util.Locale;
import java.util.Map;

/**
 * The best linear autoencoder of the features of places, of all places of all images alike: it
 * projects onto their principal components.
 *
 * @see <a href="https://doi.org/10.1016/0893-6080(89)90014-2">Baldi and Hornik 1989</a>
 */
final class PrincipalFitting implements NetworkFitting {
  private static final long serialVersionUID = 1L;

  @Override
  public Tally tally(Shape seen) {
    return new Places(seen);
  }

  private static final class Places implements Tally {
    private static final long serialVersionUID = 1L;

    /** Numbers that are multiplied at a time: 16 MB. */
    private static final int MOST = 1 << 21;

    private final Shape seen;
    private final Moments moments;

    Places(Shape seen) {
      this.seen = seen;
      this.moments = new Moments(seen.channels());
    }

    @Override
    public void add(float[] values, int images) {
      int step = Math.max(1, MOST / seen.values());
      for (int first = 0; first < images; first += step) {
        add(values, first, Math.min(step, images - first));
      }
    }

    private void add(float[] values, int first, int images) {
      int places = seen.height() * seen.width();
      double[] columns = new double[images * seen.values()];
      for (int image = 0; image < images; image++) {
        for (int feature = 0; feature < seen.channels(); feature++) {
          int from = ((first + image) * seen.channels() + feature) * places;
          int to = (feature * images + image) * places;
          for (int place = 0; place < places; place++) {
            columns[to + place] = values[from + place];
          }
        }
      }
      moments.add(columns);
    }

    @Override
    public void add(Tally other) {
      moments.add(((Places) other).moments);
    }

    @Override
    public FittedNetwork result(ModelOptions options) {
      int features = seen.channels();
      Eigenvectors components = Eigenvectors.of(moments.covariance(), features);
      if (!(components.values()[0] > 0)) {
        throw new IllegalArgumentException(
            "the features of the training images do not differ from place to place, or are no"
                + " numbers; name other layers in model.feature-ae.layers");
      }
      double share = options.own(FeatureOptions.class).variance();
      // one is left, or there would be no error
      int count =
          share == 0 ? options.latent() : Math.min(features - 1, components.reaching(share));
      return network(options.withLatent(count), components);
    }

    private FittedNetwork network(ModelOptions options, Eigenvectors components) {
      int features = seen.channels();
      int count = options.latent();
      double[] mean = moments.mean();
      double[] encoder = new double[count * features];
      double[] decoder = new double[count * features];
      double[] offset = new double[count];
      for (int i = 0; i < count; i++) {
        for (int j = 0; j < features; j++) {
          double value = components.vectors()[i][j];
          encoder[i * features + j] = value;
          decoder[j * count + i] = value;
          offset[i] -= value * mean[j];
        }
      }
      double all = components.sum(features);
      double kept = components.sum(count);
      int places = seen.height() * seen.width();
      return new FittedNetwork(
          options,
          Map.of(
              FeatureAutoencoder.CODE,
              new FittedNetwork.Weights(encoder, offset),
              FeatureAutoencoder.FEATURES,
              new FittedNetwork.Weights(decoder, mean)),
          places * (all - kept),
          String.format(
              Locale.ROOT,
              "%d principal components of %d features keep %.2f %% of the variance of %,d places",
              count,
              features,
              100 * kept / all,
              moments.count()));
    }
  }
}
