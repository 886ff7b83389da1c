package io.latentlake.image.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SplitsTest {
  @ParameterizedTest
  @CsvSource({
    "train, train",
    "Training, train",
    "train2017, train",
    "val, validation",
    "VALID, validation",
    "validation, validation",
    "dev, validation",
    "eval, validation",
    "val2017, validation",
    "valid-00000-of-00001, validation",
    "test, test",
    "' testing ', test",
    "test-00001-of-00004-0a1b2c, test",
    "test_2019, test",
    "training_set, train",
    "trainset, train",
    "Train-Images, train",
    "train_images_2017, train",
    "train_imgs, train",
    "val images, validation",
    "valid_split, validation",
    "testing_data, test",
    "test dataset, test",
  })
  void oneVocabularyNamesTheSplits(String word, String split) {
    assertThat(Splits.of(word)).contains(split);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "line 3 test rig",
        "trains",
        "testimony",
        "holdout",
        "2017",
        "",
        "val3",
        "dataset",
        "images",
        "test_rig",
        "set",
        "images_of_cats",
        "test_images_of_cats",
        "latest_images",
        "train__images"
      })
  void aWordWithinOthersIsNoSplit(String word) {
    assertThat(Splits.of(word)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "a/b/valid-00000-of-00001.parquet, validation",
    "a/test/0000.parquet, test",
    "mnist-train.parquet, train",
    "mnist_test.snappy.parquet, test",
  })
  void filesOfTablesNameTheSplitTheyEndIn(String path, String split) {
    assertThat(Splits.ofTableFile(path)).contains(split);
  }

  @ParameterizedTest
  @ValueSource(strings = {"line-3-test-rig.parquet", "part-00000.parquet", "a/train/b/c.parquet"})
  void otherFilesOfTablesNameNone(String path) {
    assertThat(Splits.ofTableFile(path)).isEmpty();
  }
}
