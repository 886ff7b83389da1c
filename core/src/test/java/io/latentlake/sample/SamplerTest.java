package io.latentlake.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.config.Options;
import io.latentlake.image.ImageShape;
import io.latentlake.model.InferenceModel;
import io.latentlake.model.KeyedNoise;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.ModelPackage;
import io.latentlake.model.TrainingGraph;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.ops.transforms.Transforms;

class SamplerTest {
  private static final ImageShape SHAPE = new ImageShape(1, 8, 8);
  private static final ModelOptions VAE =
      Options.of(ModelOptions.class, "kind=conv-vae", "latent=3", "channels=[4]");
  private static final ModelOptions LINEAR =
      Options.of(ModelOptions.class, "kind=linear-ae", "latent=3", "center=false");

  @Test
  void aDrawFromThePriorIsTheDecodedNoiseOfItsNumber() {
    try (InferenceModel model = untrained(VAE)) {
      List<SampledImage> few = new Sampler(model).prior(2, 7);
      List<SampledImage> many = new Sampler(model).prior(5, 7);

      float[][] latent = {new KeyedNoise(KeyedNoise.Purpose.SAMPLING, 7).normal("prior", 1, 3)};
      INDArray decoded = Transforms.sigmoid(model.decode(Nd4j.createFromArray(latent)), true);
      assertThat(many).hasSize(5);
      assertThat(many.get(1).pixels()).isEqualTo(few.get(1).pixels());
      assertThat(many.get(1).pixels()).isNotEqualTo(many.get(2).pixels());
      for (int i = 0; i < SHAPE.values(); i++) {
        assertThat(few.get(1).pixels()[i] & 0xff)
            .isCloseTo(Math.round(255 * decoded.getFloat(i)), within(1));
      }
    }
  }

  @Test
  void betweenTwoImagesALinearModelBlendsTheirReconstructions() {
    try (InferenceModel model = untrained(LINEAR)) {
      byte[] from = pixels(1);
      byte[] to = pixels(2);

      List<SampledImage> walk = new Sampler(model).interpolation(4, new String[2], from, to, 3);

      INDArray ends = model.reconstruct(model.input(new byte[][] {from, to}));
      float[][] end = ends.reshape(2, SHAPE.values()).toFloatMatrix();
      for (int i = 0; i < SHAPE.values(); i++) {
        float[] expected = {end[0][i], (end[0][i] + end[1][i]) / 2, end[1][i]};
        for (int s = 0; s < 3; s++) {
          float shown = Math.max(0, Math.min(1, expected[s]));
          assertThat(walk.get(s).pixels()[i] & 0xff).isCloseTo(Math.round(255 * shown), within(1));
        }
      }
      assertThat(walk).extracting(SampledImage::item).containsOnly(4);
      assertThat(walk).extracting(SampledImage::value).containsExactly(0.0, 0.5, 1.0);
    }
  }

  @Test
  void aTraversalStartsAtTheCentreOfTheLatentsAndTakesTheWidestUnitFirst() {
    try (InferenceModel model = untrained(VAE)) {
      LatentStatistics spread =
          new LatentStatistics(new float[] {0.5f, 0, -1}, new float[] {1, 0.1f, 2});

      List<SampledImage> images = new Sampler(model).traversals(spread, 2, 3, 5);

      assertThat(images).extracting(SampledImage::item).startsWith(2, 2, 2, 2, 2).endsWith(0, 0);
      assertThat(images.subList(0, 5))
          .extracting(SampledImage::value)
          .containsExactly(-7.0, -4.0, -1.0, 2.0, 5.0);
      assertThat(images.get(2).pixels()).isEqualTo(images.get(7).pixels());
    }
  }

  @Test
  void aPlainAutoencoderHasNoPrior() {
    try (InferenceModel model = untrained(LINEAR)) {
      assertThatThrownBy(() -> new Sampler(model).prior(1, 7))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("only a VAE has a prior");
    }
  }

  private static InferenceModel untrained(ModelOptions options) {
    return ModelPackage.of(
            options,
            SHAPE,
            Optional.empty(),
            TrainingGraph.build(options, SHAPE, new NoOp(), 3),
            Map.of())
        .inferenceModel();
  }

  private static byte[] pixels(long seed) {
    byte[] pixels = new byte[SHAPE.values()];
    new SplittableRandom(seed).nextBytes(pixels);
    return pixels;
  }
}
