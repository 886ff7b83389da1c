package io.latentlake.ml;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.regexp_extract;
import static org.apache.spark.sql.functions.struct;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.LocalSpark;
import io.latentlake.config.ConfigurationException;
import io.latentlake.config.Options;
import io.latentlake.explain.ExplainOptions;
import io.latentlake.image.Pictures;
import io.latentlake.infer.InferencePass;
import io.latentlake.infer.TinyModels;
import io.latentlake.model.ModelPackage;
import io.latentlake.model.target.Targets;
import io.latentlake.score.EmbedOptions;
import io.latentlake.score.ScoreOptions;
import io.latentlake.table.AttributionsTable;
import io.latentlake.table.EmbeddingsTable;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.ScoresTable;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.clustering.KMeans;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AutoencoderStagesTest {
  private static final int IMAGES = 30;
  private static final int LATENT = 3;
  private static final SparkSession SPARK = LocalSpark.session();
  private static final List<String> APPENDED =
      List.of("reconstruction_error", "anomaly_score", "is_anomaly", "embedding");

  @TempDir static Path temp;

  private static AutoencoderEstimator estimator;
  private static PipelineModel fitted;
  private static AutoencoderModel model;

  @BeforeAll
  static void fit() throws Exception {
    Files.createDirectory(temp.resolve("work"));
    Files.createDirectory(temp.resolve("bar"));
    byte[][] pixels = TinyModels.pixels(IMAGES);
    for (int i = 0; i < IMAGES; i++) {
      Files.write(temp.resolve(TinyModels.ids(IMAGES)[i]), png(pixels[i]));
    }
    estimator =
        new AutoencoderEstimator("ae")
            .setKind("dense-ae")
            .setLatent(LATENT)
            .setEpochs(3)
            .setSeed(7)
            .setWorkFolder(temp.resolve("work").toUri().toString())
            .setOptions("model.hidden=[12]", "train.learning-rate=0.01", "model.id=bars");
    fitted =
        new Pipeline()
            .setStages(
                new PipelineStage[] {
                  estimator,
                  new KMeans().setK(2).setSeed(1).setMaxIter(2).setFeaturesCol("embedding")
                })
            .fit(stored());
    model = (AutoencoderModel) fitted.stages()[0];
  }

  private static byte[] png(byte[] pixels) {
    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setDataElements(0, 0, 8, 8, pixels);
    return Pictures.encode(image, "png");
  }

  private static Dataset<Row> stored() {
    return TinyModels.images(SPARK, IMAGES);
  }

  private static Dataset<Row> files(String format) {
    return SPARK.read().format(format).load(temp.resolve("bar").toString());
  }

  @Test
  void aSavedPipelineGivesTheNumbersOfTheCommandsEngine() throws Exception {
    String path = temp.resolve("pipeline").toUri().toString();
    fitted.write().overwrite().save(path);
    Dataset<Row> transformed = PipelineModel.load(path).transform(stored());
    ModelPackage written =
        ModelPackage.read(
            SPARK.sparkContext().hadoopConfiguration(),
            Files.list(Path.of(path.substring("file://".length()), "stages"))
                .filter(stage -> stage.endsWith("0_ae"))
                .map(stage -> stage.resolve("model").toUri().toString())
                .findFirst()
                .orElseThrow());
    assertThat(written.fingerprint()).isEqualTo(model.modelPackage().fingerprint());
    InferencePass engine =
        new InferencePass(stored(), written, SPARK.sparkContext().longAccumulator());
    Map<String, Row> scores = byId(engine.score(Options.of(ScoreOptions.class), 7));
    Map<String, Row> embeddings = byId(engine.embed(Options.of(EmbedOptions.class)));

    List<Row> rows = transformed.collectAsList();
    assertThat(rows).hasSize(IMAGES);
    for (Row row : rows) {
      Row score = scores.get(row.<String>getAs(ImagesTable.IMAGE_ID));
      for (String column : List.of(ScoresTable.RECONSTRUCTION_ERROR, ScoresTable.ANOMALY_SCORE)) {
        double expected = score.getAs(column);
        assertThat(row.<Double>getAs(column)).isCloseTo(expected, within(1e-5 * expected));
      }
      assertThat(row.<Boolean>getAs(ScoresTable.IS_ANOMALY))
          .isNotNull()
          .isEqualTo(score.getAs(ScoresTable.IS_ANOMALY));
      List<Float> embedding = embeddings.get(row.<String>getAs(ImagesTable.IMAGE_ID)).getList(3);
      double[] vector = row.<Vector>getAs(EmbeddingsTable.EMBEDDING).toArray();
      assertThat(vector).hasSize(LATENT);
      for (int unit = 0; unit < LATENT; unit++) {
        assertThat(vector[unit]).isCloseTo(embedding.get(unit), within(1e-5));
      }
      assertThat(row.<Integer>getAs("prediction")).isBetween(0, 1);
    }
  }

  private static Map<String, Row> byId(Dataset<Row> rows) {
    Map<String, Row> byId = new HashMap<>();
    rows.collectAsList().forEach(row -> byId.put(row.getAs(ImagesTable.IMAGE_ID), row));
    return byId;
  }

  @Test
  void filesSparkImagesAndStoredImagesGiveTheSame() {
    Map<String, List<Object>> binary = found(model.transform(files("binaryFile")), "path");
    Map<String, List<Object>> image = found(model.transform(files("image")), "image.origin");
    Map<String, List<Object>> stored = found(model.transform(stored()), "image_id");

    assertThat(binary).hasSize(IMAGES);
    assertThat(image).isEqualTo(binary);
    assertThat(stored).isEqualTo(binary);
  }

  private static Map<String, List<Object>> found(Dataset<Row> transformed, String name) {
    Map<String, List<Object>> found = new HashMap<>();
    for (Row row :
        transformed
            .select(
                regexp_extract(col(name), "[0-9]+[.]png", 0),
                col("reconstruction_error"),
                col("anomaly_score"),
                col("is_anomaly"),
                col("embedding"))
            .collectAsList()) {
      found.put(row.getString(0), List.of(row.get(1), row.get(2), row.get(3), row.get(4)));
    }
    return found;
  }

  @Test
  void fitReadsFilesLeavesRubbishOutAndRemovesWhatItWrote() {
    Dataset<Row> frame = files("binaryFile").unionByName(rubbish());
    AutoencoderModel other =
        estimator.copy(ParamMap.empty()).setEpochs(1).setHeight(6).setWidth(6).fit(frame);

    assertThat(other.modelPackage().shape().toString()).isEqualTo("6x6x1");
    assertThat(temp.resolve("work")).isEmptyDirectory();
    assertThat(other.parent()).isInstanceOf(AutoencoderEstimator.class);
    assertThat(other.modelPackage().provenance())
        .containsEntry("seed", "7")
        .containsEntry("option.data.height", "6");
    assertThat(other.transform(frame).where("anomaly_score is not null").count()).isEqualTo(IMAGES);
  }

  /** Rows as of source binaryFile: bytes that are no image, none, and null. */
  private static Dataset<Row> rubbish() {
    return SPARK.createDataFrame(
        List.of(
            RowFactory.create("a.png", null, 3L, new byte[] {1, 2, 3}),
            RowFactory.create("b.png", null, 0L, new byte[0]),
            RowFactory.create("c.png", null, 0L, null)),
        files("binaryFile").schema());
  }

  @Test
  void rubbishGetsNullsAndNoRowIsLost() {
    Dataset<Row> frame = rubbish().coalesce(1).unionByName(files("binaryFile").limit(1));
    List<Row> rows =
        model.copy(ParamMap.empty()).setMap("smooth-residual").transform(frame).collectAsList();

    assertThat(rows).hasSize(4);
    for (Row row : rows) {
      boolean image = row.<String>getAs("path").contains("/bar/");
      for (String column : APPENDED) {
        assertThat(row.<Object>getAs(column) != null).as(column).isEqualTo(image);
      }
      assertThat(row.<Object>getAs("attribution") != null).isEqualTo(image);
    }
  }

  @Test
  void rubbishIsLeftOutOrAnErrorOnRequest() {
    Dataset<Row> frame = rubbish().unionByName(files("binaryFile").limit(2));
    AutoencoderModel strict = model.copy(ParamMap.empty()).setHandleInvalid("skip");
    assertThat(strict.transform(frame).where("embedding is not null").count()).isEqualTo(2);
    assertThat(strict.transform(frame).count()).isEqualTo(2);

    strict.setHandleInvalid("error");
    assertThatThrownBy(() -> strict.transform(frame).collectAsList())
        // whichever partition is first
        .rootCause()
        .hasMessageMatching("the row of image [ab].png holds no image that can be decoded; set .*");
    assertThatThrownBy(() -> strict.setHandleInvalid("drop").transformSchema(frame.schema()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("handleInvalid is drop; allowed are keep, skip, error");
  }

  @Test
  void everyOtherColumnIsKeptAndNothingIsShuffled() {
    Dataset<Row> frame =
        new VectorAssembler()
            .setInputCols(new String[] {"height"})
            .setOutputCol("sizes")
            .transform(stored())
            .withColumn("at", lit("2025-03-03 12:00:00").cast("timestamp"))
            .withColumn("day", lit("2025-03-03").cast("date"))
            .withColumn("price", lit("1.50").cast("decimal(10,2)"))
            .withColumn("a `dotted`.name", array(struct(lit(1).as("a"), lit("x").as("b"))))
            .repartition(3)
            .cache();
    Dataset<Row> transformed = model.transform(frame);

    assertThat(Arrays.asList(transformed.schema().fields())).startsWith(frame.schema().fields());
    assertThat(transformed.drop(APPENDED.toArray(String[]::new)).collectAsList())
        .isEqualTo(frame.collectAsList());
    assertThat(transformed.javaRDD().getNumPartitions()).isEqualTo(3);
    // the frame's own stands below what is cached
    String plan = transformed.queryExecution().executedPlan().toString();
    assertThat(plan.substring(0, plan.indexOf("InMemoryTableScan")))
        .contains("MapPartitions")
        .doesNotContain("Exchange", "Join");
    frame.unpersist();
  }

  @Test
  void theSchemaIsKnownWithoutData() {
    StructType schema = stored().schema();
    StructType expected = model.transform(stored()).schema();

    assertThat(model.transformSchema(schema)).isEqualTo(expected);
    assertThat(estimator.transformSchema(schema)).isEqualTo(expected);
    assertThat(expected.fieldNames())
        .containsExactly(
            Stream.concat(Arrays.stream(schema.fieldNames()), APPENDED.stream())
                .toArray(String[]::new));
    assertThat(AttributeGroup.fromStructField(expected.apply("embedding")).size())
        .isEqualTo(LATENT);
    assertThat(
            new VectorAssembler()
                .setInputCols(new String[] {"embedding", "anomaly_score"})
                .setOutputCol("all")
                .transform(model.transform(stored()))
                .head()
                .<Vector>getAs("all")
                .size())
        .isEqualTo(LATENT + 1);
  }

  @Test
  void theMapIsThatOfExplain() {
    AutoencoderModel mapped = model.copy(ParamMap.empty()).setMap("smooth-residual");
    StructType schema = mapped.transformSchema(stored().schema());
    Map<String, Row> expected =
        byId(
            new InferencePass(
                    stored(), model.modelPackage(), SPARK.sparkContext().longAccumulator())
                .explain(
                    "smooth-residual",
                    Targets.parse("reconstruction_error"),
                    Options.of(ExplainOptions.class),
                    7));

    assertThat(schema.apply("attribution").dataType())
        .isEqualTo(DataTypes.createArrayType(DataTypes.FloatType, false));
    Dataset<Row> transformed = mapped.transform(stored());
    assertThat(transformed.schema()).isEqualTo(schema);
    for (Row row : transformed.collectAsList()) {
      Row map = expected.get(row.<String>getAs(ImagesTable.IMAGE_ID));
      assertThat(row.<Float>getList(row.fieldIndex("attribution")))
          .isEqualTo(map.getList(map.fieldIndex(AttributionsTable.ATTRIBUTION)));
    }
    assertThat(model.isSet(model.map())).isFalse();
  }

  @Test
  void anotherThresholdJudgesOtherwise() {
    Dataset<Row> judged =
        model.copy(ParamMap.empty()).setOptions("score.threshold=-1").transform(stored());

    assertThat(judged.where("is_anomaly").count()).isEqualTo(IMAGES);
  }

  @Test
  void aPackageOfTheCommandsIsAModel() {
    String uri = temp.resolve("package").toUri().toString();
    model.modelPackage().write(SPARK.sparkContext().hadoopConfiguration(), uri);
    Dataset<Row> frame = stored().limit(5);

    assertThat(
            AutoencoderModel.fromPackage(uri)
                .setOutputPrefix("bars_")
                .transform(frame)
                .select("bars_anomaly_score")
                .collectAsList())
        .isEqualTo(model.transform(frame).select("anomaly_score").collectAsList());
  }

  @Test
  void paramsAreKeysAreCopiedAndGoToTheModel() throws Exception {
    assertThat(estimator.explainParams())
        .contains("latent: model.latent: Size of the latent", "(current: 3)");
    assertThat(model.uid()).isEqualTo("ae");
    assertThat(model.hasParam("latent")).isFalse();
    assertThat(model.getOrDefault(model.seed())).isEqualTo(7L);
    assertThat(model.getOrDefault(model.options())).contains("model.id=bars");
    assertThat(model.modelPackage().modelId()).isEqualTo("bars");

    AutoencoderEstimator copy =
        estimator.copy(ParamMap.empty().put(estimator.kind().w("conv-vae")));
    assertThat(copy.uid()).isEqualTo("ae");
    assertThat(copy.getOrDefault(copy.kind())).isEqualTo("conv-vae");
    assertThat(estimator.getOrDefault(estimator.kind())).isEqualTo("dense-ae");

    String path = temp.resolve("estimator").toUri().toString();
    estimator.setChannels(4, 8).write().overwrite().save(path);
    estimator.clear(estimator.channels());
    AutoencoderEstimator loaded = AutoencoderEstimator.load(path);
    assertThat(loaded.uid()).isEqualTo("ae");
    assertThat(loaded.getOrDefault(loaded.channels())).containsExactly(4, 8);
    assertThat(loaded.getOrDefault(loaded.seed())).isEqualTo(7L);
    assertThat(loaded.isSet(loaded.height())).isFalse();
  }

  @Test
  void whatCannotBeIsRefusedBeforeAnyWork() {
    StructType images = stored().schema();
    StructType none = new StructType().add("a", "string");
    assertThatThrownBy(() -> model.transformSchema(none))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no column of the table holds images; looked for image")
        .hasMessageEndingWith("its columns are a");
    assertThatThrownBy(() -> estimator.transformSchema(new StructType().add("image", "string")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("column image (data.image-column) is of type string; it must hold");
    assertThatThrownBy(() -> model.transformSchema(images.add("Anomaly_Score", "double")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("column Anomaly_Score is there already; rename or drop it, or set");
    assertThatThrownBy(() -> refused("model.kind=conv"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("model.kind: found conv, allowed is");
    assertThatThrownBy(() -> refused("model.latnt=3", "train.epochs=x"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("model.latnt: no such key; did you mean model.latent?\n")
        .hasMessageContaining("train.epochs: found x");
    assertThatThrownBy(() -> refused("data.path=/tmp"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("data.path: means nothing to a stage of a pipeline");
    assertThatThrownBy(
            () -> model.copy(ParamMap.empty()).setMap("expected-gradients").transform(stored()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected-gradients compares with training images");
    assertThatThrownBy(() -> model.copy(ParamMap.empty()).setMap("nope").transform(stored()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nope");
  }

  private static StructType refused(String... options) {
    return new AutoencoderEstimator().setOptions(options).transformSchema(stored().schema());
  }
}
