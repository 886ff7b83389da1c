package io.latentlake.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentlake.LocalSpark;
import io.latentlake.image.ImageShape;
import io.latentlake.sample.SampledImage;
import io.latentlake.table.SamplesTable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class SampleJobTest {
  /** 768 KiB each: 21 of them in 16 MiB. */
  private static final ImageShape LARGE = new ImageShape(3, 512, 512);

  @Test
  void noTaskBringsMuchMoreThan16MiBOfPixels() {
    Dataset<Row> rows = rows(48, LARGE);

    assertThat(rows.rdd().getNumPartitions()).isEqualTo(3);
    List<Integer> inATask = rows.javaRDD().glom().map(List::size).collect();
    assertThat(inATask).containsExactly(16, 16, 16);
    assertThat(rows.select(SamplesTable.ITEM).collectAsList())
        .extracting(row -> row.getInt(0))
        .containsExactlyElementsOf(IntStream.range(0, 48).boxed().toList());
  }

  @Test
  void fewOrSmallImagesAreOneTask() {
    assertThat(rows(48, new ImageShape(1, 28, 28)).rdd().getNumPartitions()).isEqualTo(1);
    assertThat(rows(0, LARGE).rdd().getNumPartitions()).isEqualTo(1);
  }

  private static Dataset<Row> rows(int images, ImageShape shape) {
    byte[] pixels = new byte[shape.values()];
    List<SampledImage> drawn = new ArrayList<>();
    for (int i = 0; i < images; i++) {
      drawn.add(new SampledImage(SampledImage.Kind.PRIOR, i, 0, null, null, shape, pixels));
    }
    return SampleJob.rows(LocalSpark.session(), drawn);
  }
}
