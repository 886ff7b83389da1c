package io.latentlake.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.architecture.Shape;
import io.latentlake.config.Options;
import io.latentlake.image.ImageShape;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.function.UnaryOperator;
import onnx.Onnx;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backbones: what they give, and what is refused. */
class FeatureExtractorTest {
  private static final ImageShape COLOUR = new ImageShape(3, 8, 8);
  private static final ImageShape GREY = new ImageShape(1, 8, 8);

  @TempDir Path folder;

  private static Backbone backbone(byte[] file, String... keys) {
    return new Backbone(Options.of(FeatureOptions.class, keys), file);
  }

  private static float[] images(ImageShape shape, int count) {
    Random random = new Random(3);
    float[] values = new float[count * shape.values()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(256) / 255f;
    }
    return values;
  }

  private static float[] features(Backbone backbone, ImageShape shape, float[] images) {
    try (FeatureExtractor extractor = FeatureExtractor.open(backbone.use(), shape)) {
      return extractor.features(images, images.length / shape.values());
    }
  }

  @Test
  void mapsOfLayersAreJoinedOnTheFinestGrid() {
    byte[] file = TinyBackbone.file(3, 8);
    float[] images = images(COLOUR, 2);
    Backbone both = backbone(file, "layers=[relu_1, relu_3]");
    float[] first = features(backbone(file, "layers=[relu_1]"), COLOUR, images);
    float[] last = features(backbone(file, "layers=[relu_3]"), COLOUR, images);

    float[] joined = features(both, COLOUR, images);

    assertThat(both.described(COLOUR).options().shape()).contains(new Shape(11, 8, 8));
    for (int image = 0; image < 2; image++) {
      int start = image * 11 * 64;
      assertThat(Arrays.copyOfRange(joined, start, start + 6 * 64))
          .containsExactly(Arrays.copyOfRange(first, image * 6 * 64, (image + 1) * 6 * 64));
      // half-way between places of 4 x 4: three parts of the nearer, one of the farther
      float at00 = last[image * 5 * 16];
      float at01 = last[image * 5 * 16 + 1];
      assertThat(joined[start + 6 * 64 + 1]).isCloseTo(0.75f * at00 + 0.25f * at01, within(1e-6f));
    }
    assertThat(first).isNotEqualTo(new float[first.length]);
  }

  @Test
  void coarsestGridTakesTheMeanOfFinerPlaces() {
    Backbone both = backbone(TinyBackbone.file(3, 8), "layers=[relu_1, relu_3]", "grid=coarsest");
    assertThat(both.described(COLOUR).options().shape()).contains(new Shape(11, 4, 4));
  }

  @Test
  void featuresOfAnImageDoNotDependOnTheOthers() {
    Backbone backbone = backbone(TinyBackbone.file(3, 8), "layers=[relu_1, relu_3]");
    float[] images = images(COLOUR, 11);
    float[] all = features(backbone, COLOUR, images);
    int size = all.length / 11;
    for (int image : new int[] {0, 7, 8, 10}) {
      float[] alone =
          features(
              backbone,
              COLOUR,
              Arrays.copyOfRange(images, image * COLOUR.values(), (image + 1) * COLOUR.values()));
      assertThat(alone).containsExactly(Arrays.copyOfRange(all, image * size, (image + 1) * size));
    }
  }

  @Test
  void greyImagesAreShownInThreeChannelsEachWithItsMeanAndDeviation() {
    byte[] file = TinyBackbone.file(3, 8);
    String[] keys = {"layers=[relu_1]", "mean=[0.5, 0.4, 0.3]", "deviation=[0.2, 0.25, 0.5]"};
    float[] grey = images(GREY, 1);
    float[] normalised = new float[COLOUR.values()];
    float[] mean = {0.5f, 0.4f, 0.3f};
    float[] deviation = {0.2f, 0.25f, 0.5f};
    for (int i = 0; i < normalised.length; i++) {
      normalised[i] = (grey[i % 64] - mean[i / 64]) / deviation[i / 64];
    }
    float[] expected =
        features(
            backbone(file, "layers=[relu_1]", "mean=[0]", "deviation=[1]"), COLOUR, normalised);
    float[] found = features(backbone(file, keys), GREY, grey);
    for (int i = 0; i < found.length; i++) {
      assertThat(found[i]).isCloseTo(expected[i], within(1e-5f));
    }
  }

  @Test
  void imagesAreResizedToWhatTheFileAsksFor() {
    Backbone backbone = backbone(TinyBackbone.file(1, 16), "layers=[relu_1]", "mean=[0]");
    float[] flat = new float[GREY.values()];
    Arrays.fill(flat, 0.5f);
    float[] large = new float[256];
    Arrays.fill(large, 0.5f);
    assertThat(features(backbone, GREY, flat))
        .containsExactly(features(backbone, new ImageShape(1, 16, 16), large));
  }

  @Test
  void withoutLayersWhatTheFileGivesMustBeMaps() {
    Backbone backbone = backbone(TinyBackbone.file(3, 8));
    assertThatThrownBy(() -> backbone.described(COLOUR))
        .isInstanceOf(UnusableBackboneException.class)
        .hasMessageStartingWith("the backbone in the model package cannot be used: layer 'logits'")
        .hasMessageContaining(
            "gives [1, 80] for an image shown as 8x8x3, no map [1, channels, height, width]")
        .hasMessageEndingWith("it has relu_1 [6, 8, 8], map [5, 4, 4]");
  }

  @Test
  void aSingleChannelIsRefusedBeforeAnyWork() {
    assertThatThrownBy(() -> backbone(TinyBackbone.single(8)).described(COLOUR))
        .isInstanceOf(UnusableBackboneException.class)
        .hasMessageContaining(
            "its layers [mask] have a single channel, of which components would leave nothing")
        .hasMessageContaining("model.feature-ae.layers");
  }

  @Test
  void unknownLayersAreRefusedWithThoseThatAreThere() {
    assertThatThrownBy(() -> backbone(TinyBackbone.file(3, 8), "layers=[layer4]").described(COLOUR))
        .hasMessageEndingWith("it has no layer 'layer4'; it has relu_1 [6, 8, 8], map [5, 4, 4]");
  }

  @Test
  void anotherSizeThanTheFilesIsRefused() {
    assertThatThrownBy(
            () ->
                backbone(TinyBackbone.file(3, 8), "layers=[relu_1]", "input-height=16")
                    .described(COLOUR))
        .hasMessageEndingWith(
            "model.feature-ae.input-height is 16, but it takes 8 alone; unset the key");
  }

  @Test
  void anotherFileThanThatOfTheChecksumIsRefused() throws Exception {
    Path path = TinyBackbone.write(folder, 3, 8);
    FeatureOptions options =
        Options.of(FeatureOptions.class, "backbone=" + path, "sha256=" + "0".repeat(64));
    assertThatThrownBy(() -> Backbone.read(new Configuration(), options))
        .isInstanceOf(UnusableBackboneException.class)
        .hasMessageContaining("has the SHA-256 ")
        .hasMessageContaining(", not 000000");
  }

  @Test
  void missingFilesAndFoldersAreRefused() {
    Configuration hadoop = new Configuration();
    assertThatThrownBy(() -> Backbone.read(hadoop, Options.of(FeatureOptions.class)))
        .hasMessageStartingWith("model.feature-ae.backbone is not set; name the ONNX file");
    assertThatThrownBy(
            () ->
                Backbone.read(
                    hadoop, Options.of(FeatureOptions.class, "backbone=" + folder + "/none.onnx")))
        .hasMessageEndingWith("none.onnx, but there is no such file; name an ONNX file");
    assertThatThrownBy(
            () -> Backbone.read(hadoop, Options.of(FeatureOptions.class, "backbone=" + folder)))
        .hasMessageContaining("which is a folder; name an ONNX file");
  }

  @Test
  void withoutOnnxruntimeItSaysHowToAddIt() throws Exception {
    try (URLClassLoader nothing =
        new URLClassLoader(new URL[0], ClassLoader.getPlatformClassLoader())) {
      assertThatThrownBy(() -> OnnxRuntime.require(nothing))
          .isInstanceOf(UnusableBackboneException.class)
          .hasMessageStartingWith("onnxruntime is not on the class path; add it")
          .hasMessageContaining("--packages com.microsoft.onnxruntime:onnxruntime:");
    }
  }

  @Test
  void whatIsNoModelIsRefused() throws Exception {
    Path path = Files.write(folder.resolve("text.onnx"), "no model".getBytes("UTF-8"));
    Backbone text =
        Backbone.read(new Configuration(), Options.of(FeatureOptions.class, "backbone=" + path));
    assertThatThrownBy(() -> text.described(COLOUR))
        .isInstanceOf(UnusableBackboneException.class)
        .hasMessageContaining("it is no ONNX model");
  }

  @Test
  void filesThatReachForOthersOrMayRunForEverAreRefused() throws Exception {
    assertThatThrownBy(
            () ->
                altered(
                    model -> {
                      Onnx.TensorProto.Builder weights =
                          model.getGraphBuilder().getInitializerBuilder(0);
                      weights.clearRawData();
                      weights.setDataLocation(Onnx.TensorProto.DataLocation.EXTERNAL);
                      weights
                          .addExternalDataBuilder()
                          .setKey("location")
                          .setValue("../../etc/passwd");
                      return model;
                    }))
        .hasMessageContaining("lie in another file; save it as one file");
    assertThatThrownBy(
            () ->
                altered(
                    model -> {
                      model.getGraphBuilder().getNodeBuilder(1).setOpType("Loop");
                      return model;
                    }))
        .hasMessageContaining("is a Loop, which may run for ever");
    assertThatThrownBy(
            () ->
                altered(
                    model -> {
                      model.getGraphBuilder().getNodeBuilder(1).setDomain("evil.example");
                      return model;
                    }))
        .hasMessageContaining("is an operator of evil.example, which would need code");
    assertThatThrownBy(
            () ->
                altered(
                    model -> {
                      model.getGraphBuilder().getNodeBuilder(1).setOpType("NoSuchOperator");
                      return model;
                    }))
        .isInstanceOf(UnusableBackboneException.class)
        .hasMessageContaining("onnxruntime refuses it");
  }

  private static void altered(UnaryOperator<Onnx.ModelProto.Builder> alteration) throws Exception {
    Onnx.ModelProto.Builder model = Onnx.ModelProto.parseFrom(TinyBackbone.file(3, 8)).toBuilder();
    byte[] file = alteration.apply(model).build().toByteArray();
    backbone(file, "layers=[relu_1]").described(COLOUR);
  }
}
