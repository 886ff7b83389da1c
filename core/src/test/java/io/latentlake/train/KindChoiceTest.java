package io.latentlake.train;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;

import io.latentlake.LocalSpark;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.TableStore;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KindChoiceTest {
  @Test
  void countsLabelsAndFactorsOfTheTrainingImagesAlone(@TempDir Path folder) {
    String output = ImagesFixture.write(folder, 12, 4);
    TableStore store = new TableStore(LocalSpark.session(), output);
    Dataset<Row> images =
        store.read(ImagesTable.key(ImagesFixture.DATA_ID), ImagesTable.SCHEMA).cache();
    Column training = col(ImagesTable.SPLIT).equalTo(TrainingImages.TRAIN);

    assertThat(choice(store, ImagesFixture.DATA_ID).kind()).isEqualTo("restoring-ae");
    write(store, "kinds", images, ImagesTable.LABEL, col(ImagesTable.SPLIT));
    assertThat(choice(store, "kinds").reason()).contains("the label train,");
    write(store, "digits", images, ImagesTable.LABEL, col(ImagesTable.IMAGE_ID));
    assertThat(choice(store, "digits").reason()).contains("12 labels");
    write(
        store,
        "sprites",
        images,
        ImagesTable.FACTORS,
        when(training, map(lit("x"), lit(0.5)).cast("map<string,double>")));
    assertThat(choice(store, "sprites").reason()).contains("factors");
    images.unpersist();
  }

  private static KindChoice choice(TableStore store, String dataId) {
    return KindChoice.of(LocalSpark.session().sparkContext(), store, dataId);
  }

  private static void write(
      TableStore store, String dataId, Dataset<Row> images, String column, Column values) {
    List<Row> changed =
        images
            .withColumn(column, values)
            .select(
                Arrays.stream(ImagesTable.SCHEMA.fieldNames())
                    .map(name -> col(name))
                    .toArray(Column[]::new))
            .collectAsList();
    store.write(
        LocalSpark.session().createDataFrame(changed, ImagesTable.SCHEMA),
        ImagesTable.key(dataId),
        "run1");
  }

  @Test
  void imagesOfOneLabelOrNoneTeachWhatIsNormal() {
    assertThat(KindChoice.of(1, "good", 0).inWords())
        .isEqualTo(
            "model.kind is auto: restoring-ae, because all training images have the label good, so"
                + " all count as normal");
    assertThat(KindChoice.of(0, null, 0).inWords())
        .isEqualTo(
            "model.kind is auto: restoring-ae, because the training images have no labels, so all"
                + " count as normal");
  }

  @Test
  void imagesOfSeveralLabelsOrWithFactorsAreEmbedded() {
    assertThat(KindChoice.of(10, "0", 0).inWords())
        .isEqualTo("model.kind is auto: conv-vae, because the training images have 10 labels");
    assertThat(KindChoice.of(0, null, 3).inWords())
        .isEqualTo(
            "model.kind is auto: conv-vae, because the training images have factors to be told"
                + " apart");
  }
}
