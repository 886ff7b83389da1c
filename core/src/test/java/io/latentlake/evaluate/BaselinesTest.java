package io.latentlake.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.LocalSpark;
import io.latentlake.table.ImagesTable;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.SingularValueDecomposition;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.feature.PCA;
import org.apache.spark.ml.feature.PCAModel;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class BaselinesTest {
  /** Height and width at which the sample tiles are looked at. */
  private static final int SIDE = 16;

  private static final StructType IMAGES =
      new StructType()
          .add(ImagesTable.SPLIT, DataTypes.StringType)
          .add(GroundTruth.KIND, DataTypes.StringType)
          .add(ImagesTable.PIXELS, DataTypes.BinaryType);

  /**
   * The committed tiles have to be a fair test: a linear autoencoder tells defects from good tiles,
   * the distance to the mean image does not.
   */
  @Test
  void theSampleTilesNeedAModelAndAreWithinReachOfOne() throws IOException {
    Dataset<Row> images = LocalSpark.session().createDataFrame(sampleTiles(), IMAGES).cache();

    MeanImage mean = MeanImage.of(images, "train").orElseThrow();
    PrincipalComponents pca = PrincipalComponents.of(images, "train", mean, 16);
    List<Ranking> byMean = rank(images, mean);
    List<Ranking> byPca = rank(images, pca);

    assertThat(byPca.get(0).normals()).isEqualTo(60);
    assertThat(byPca)
        .extracting(Ranking::kind)
        .containsExactly("all", "colour", "missing", "scratch", "spot");
    assertThat(byPca).allSatisfy(ranking -> assertThat(ranking.auroc()).isGreaterThan(0.99));
    assertThat(byMean.get(0).auroc()).isBetween(0.6, 0.9);
  }

  @Test
  void theComponentsSpanWhatSparksPcaSpans() {
    Random random = new Random(11);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      byte[] pixels = new byte[9];
      double a = random.nextGaussian();
      double b = random.nextGaussian();
      for (int p = 0; p < pixels.length; p++) {
        double value =
            120 + 30 * a * Math.sin(p) + 12 * b * Math.cos(2 * p) + random.nextGaussian();
        pixels[p] = (byte) Math.round(value);
      }
      rows.add(RowFactory.create("train", null, pixels));
    }
    Dataset<Row> images = LocalSpark.session().createDataFrame(rows, IMAGES);

    MeanImage mean = MeanImage.of(images, "train").orElseThrow();
    PrincipalComponents found = PrincipalComponents.of(images, "train", mean, 2);

    List<Row> vectors =
        rows.stream()
            .map(row -> RowFactory.create(Vectors.dense(PixelRows.values(row.getAs(2)))))
            .toList();
    Dataset<Row> features =
        LocalSpark.session()
            .createDataFrame(vectors, new StructType().add("pixels", SQLDataTypes.VectorType()));
    PCAModel spark = new PCA().setInputCol("pixels").setOutputCol("codes").setK(2).fit(features);
    for (int component = 0; component < 2; component++) {
      double product = 0;
      for (int p = 0; p < 9; p++) {
        product += found.components()[component][p] * spark.pc().apply(p, component);
      }
      assertThat(Math.abs(product)).isCloseTo(1, within(1e-9));
    }
  }

  @Test
  void aBlockFindsTheLeadingDirectionsAndNoMoreThanThereAre() {
    // 40 rows of 60 values: five strong directions, a sixth that is no part of the answer, noise
    Random random = new Random(4);
    double[] strength = {9, 7, 5, 4, 3, 1};
    List<double[]> rows = new ArrayList<>();
    for (int row = 0; row < 40; row++) {
      double[] values = new double[60];
      for (int i = 0; i < values.length; i++) {
        values[i] = 0.05 * random.nextGaussian();
      }
      for (int d = 0; d < strength.length; d++) {
        values[10 * d] += strength[d] * random.nextGaussian();
      }
      rows.add(values);
    }
    JavaSparkContext context =
        JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext());
    RealMatrix matrix = new Array2DRowRealMatrix(rows.toArray(double[][]::new));
    double[][] expected =
        new SingularValueDecomposition(matrix).getVT().getSubMatrix(0, 4, 0, 59).getData();

    double[][] found = SubspaceIteration.of(context.parallelize(rows, 3), 60, 5);
    assertThat(found).hasDimensions(5, 60);
    assertThat(PrincipalAngle.largestDegrees(found, expected)).isLessThan(0.01);
    double[][] spread = SubspaceIteration.of(context.parallelize(rows, 7), 60, 5);
    assertThat(PrincipalAngle.largestDegrees(found, spread)).isLessThan(1e-4);

    List<double[]> few = rows.subList(0, 3);
    assertThat(SubspaceIteration.of(context.parallelize(few, 2), 60, 5)).hasDimensions(3, 60);
  }

  @Test
  void componentsAreFoundFromAsManyImagesAsTakeLittleTime() {
    assertThat(PrincipalComponents.quickShare(new MeanImage(new double[100], 1000), 16))
        .isEqualTo(1);
    // 4e8 / (10,000 · 10) = 4,000 images are quick
    double[] large = new double[10_000];
    assertThat(PrincipalComponents.quickShare(new MeanImage(large, 4000), 10)).isEqualTo(1);
    assertThat(PrincipalComponents.quickShare(new MeanImage(large, 16_000), 10)).isEqualTo(0.25);
    // and 100, which say little about 400 components
    assertThat(PrincipalComponents.quickShare(new MeanImage(large, 16_000), 400)).isZero();
    // Few images of 512 x 512 x 3 pixels: quick, but more than a task can hold
    assertThat(PrincipalComponents.quickShare(new MeanImage(new double[786_432], 20), 16)).isZero();
  }

  private static List<Ranking> rank(Dataset<Row> images, ImageError error) {
    List<Row> scored =
        images.filter(functions.col(ImagesTable.SPLIT).equalTo("test")).collectAsList().stream()
            .map(row -> RowFactory.create(error.squaredErrorSum(row.getAs(2)), row.getString(1)))
            .toList();
    return Ranking.of(
        RankedItems.of(
            LocalSpark.session()
                .createDataFrame(
                    scored,
                    new StructType()
                        .add(RankedItems.SCORE, DataTypes.DoubleType)
                        .add(GroundTruth.KIND, DataTypes.StringType))));
  }

  private static List<Row> sampleTiles() throws IOException {
    Path root = Path.of("../sample-data/tiles");
    List<Row> rows = new ArrayList<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".png")).sorted().toList()) {
        Path place = root.relativize(file);
        String split = place.getName(0).toString();
        String label = place.getName(1).toString();
        if (!split.equals("ground_truth")) {
          rows.add(RowFactory.create(split, label.equals("good") ? null : label, pixels(file)));
        }
      }
    }
    return rows;
  }

  /** Made small, because the components of 12,288 values take a while to find. */
  private static byte[] pixels(Path file) throws IOException {
    BufferedImage image = ImageIO.read(file.toFile());
    int block = image.getWidth() / SIDE;
    byte[] pixels = new byte[3 * SIDE * SIDE];
    for (int at = 0; at < SIDE * SIDE; at++) {
      for (int channel = 0; channel < 3; channel++) {
        int sum = 0;
        for (int part = 0; part < block * block; part++) {
          int column = block * (at % SIDE) + part % block;
          int row = block * (at / SIDE) + part / block;
          sum += image.getRaster().getSample(column, row, channel);
        }
        pixels[channel * SIDE * SIDE + at] = (byte) (sum / (block * block));
      }
    }
    return pixels;
  }
}
