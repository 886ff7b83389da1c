package io.latentlake.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentlake.image.ImageShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class MinibatchRowsTest {
  private static final ImageShape SHAPE = new ImageShape(1, 1, 2);

  @Test
  void everyImageGivesARowIncludingTheLastMinibatch() {
    List<Integer> sizes = new ArrayList<>();
    MinibatchRows rows = rows(images(7), 3, sizes);

    assertThat(rows).toIterable().extracting(row -> row.getString(0)).containsExactly(ids(7));
    assertThat(sizes).containsExactly(3, 3, 1);
    assertThatThrownBy(rows::next).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void noMoreThanOneMinibatchIsReadAhead() {
    AtomicInteger read = new AtomicInteger();
    Iterator<Row> source =
        IntStream.range(0, 100)
            .peek(i -> read.incrementAndGet())
            .mapToObj(MinibatchRowsTest::image)
            .iterator();
    MinibatchRows rows = rows(source, 10, new ArrayList<>());

    rows.next();
    // Java's stream iterator itself holds one element ahead.
    assertThat(read.get()).isBetween(10, 11);
  }

  @Test
  void noImagesGiveNoRows() {
    assertThat(rows(images(0), 3, new ArrayList<>()).hasNext()).isFalse();
  }

  @Test
  void anImageOfAnotherSizeIsNamed() {
    Row small = RowFactory.create("small.png", "test", null, new byte[1], null, 1L);

    assertThatThrownBy(() -> rows(List.of(small).iterator(), 3, new ArrayList<>()).next())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("image small.png has 1 bytes of pixels; 1x2x1 needs 2");
  }

  @Test
  void workThatLosesAnImageIsStopped() {
    MinibatchRows rows = new MinibatchRows(images(2), SHAPE, 2, batch -> List.of(image(0)));

    assertThatThrownBy(rows::next)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("2 images gave 1 rows; each must give one");
  }

  private static MinibatchRows rows(Iterator<Row> images, int minibatch, List<Integer> sizes) {
    return new MinibatchRows(
        images,
        SHAPE,
        minibatch,
        batch -> {
          sizes.add(batch.count());
          return Arrays.stream(batch.imageIds()).map(id -> RowFactory.create((Object) id)).toList();
        });
  }

  private static Iterator<Row> images(int count) {
    return IntStream.range(0, count).mapToObj(MinibatchRowsTest::image).iterator();
  }

  private static Row image(int number) {
    return RowFactory.create(number + ".png", "test", null, new byte[2], null, 1L);
  }

  private static String[] ids(int count) {
    return IntStream.range(0, count).mapToObj(i -> i + ".png").toArray(String[]::new);
  }
}
