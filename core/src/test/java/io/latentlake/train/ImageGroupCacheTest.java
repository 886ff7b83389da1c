package io.latentlake.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentlake.LocalSpark;
import io.latentlake.table.TableStore;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageGroupCacheTest {
  @TempDir static Path folder;
  private static final Configuration HADOOP = new Configuration();
  private static TrainingImages images;

  @BeforeAll
  static void writeImages() {
    String root = ImagesFixture.write(folder, 35, 12);
    images =
        TrainingImages.find(
            HADOOP, new TableStore(LocalSpark.session(), root), ImagesFixture.DATA_ID);
  }

  @Test
  void footersTellSplitsSizesAndRows() {
    assertThat(images.shape()).isEqualTo(ImagesFixture.SHAPE);
    assertThat(images.images("train")).isEqualTo(35);
    assertThat(images.images("validation")).isEqualTo(12);
    assertThat(images.images("test")).isZero();
    assertThat(images.split("train").stream().mapToInt(RowGroup::rows))
        .allMatch(rows -> rows <= ImagesFixture.ROWS_PER_GROUP)
        .hasSizeGreaterThanOrEqualTo(4);
  }

  @Test
  void everyGroupIsReadOnceWhileThereIsRoom() {
    ImageGroupCache cache = new ImageGroupCache(1 << 20);
    Set<String> ids = new HashSet<>();
    for (int time = 0; time < 3; time++) {
      for (RowGroup group : images.split("train")) {
        ids.addAll(get(cache, group).imageIds());
      }
    }
    assertThat(ids).hasSize(35).allMatch(id -> id.startsWith("train/"));
    assertThat(cache.reads()).isEqualTo(images.split("train").size());
  }

  @Test
  void whatWasUsedLongestAgoLeavesFirst() {
    List<RowGroup> groups = images.split("train");
    long two = get(new ImageGroupCache(0), groups.get(0)).bytes() * 2 + 100;
    ImageGroupCache cache = new ImageGroupCache(two);
    get(cache, groups.get(0));
    get(cache, groups.get(1));
    get(cache, groups.get(0));
    get(cache, groups.get(2));
    get(cache, groups.get(0));
    assertThat(cache.reads()).isEqualTo(3);
    get(cache, groups.get(1));
    assertThat(cache.reads()).isEqualTo(4);
  }

  @Test
  void whatWasClearedIsReadAgain() {
    ImageGroupCache cache = new ImageGroupCache(1 << 20);
    RowGroup group = images.split("train").get(0);
    assertThat(cache.bytes()).isZero();
    long read = get(cache, group).bytes();
    assertThat(cache.bytes()).isEqualTo(read).isPositive();
    cache.clear();
    assertThat(cache.bytes()).isZero();
    get(cache, group);
    assertThat(cache.reads()).isEqualTo(2);
  }

  @Test
  void missingFileFailsEveryTimeAndSaysWhich() {
    ImageGroupCache cache = new ImageGroupCache(1 << 20);
    for (int time = 0; time < 2; time++) {
      assertThatThrownBy(() -> cache.get(HADOOP, folder + "/none.parquet", 0))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("row group 0 of " + folder + "/none.parquet cannot be read");
    }
  }

  private static ImageGroup get(ImageGroupCache cache, RowGroup group) {
    return cache.get(HADOOP, images.files().get(group.file()), group.group());
  }
}
