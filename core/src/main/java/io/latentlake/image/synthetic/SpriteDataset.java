package io.latentlake.image.synthetic;

import io.latentlake.image.ImageShape;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Sprites in {@code images/NNN.png}, and {@code manifest.csv} with the split, label and true
 * factors of each.
 *
 * @param seed seed of every draw
 * @param size height and width in pixels
 * @param train sprites in train
 * @param test sprites in test
 */
record SpriteDataset(long seed, int size, long train, long test) implements SyntheticDataset {
  private static final long serialVersionUID = 1L;

  private static final String HEADER =
      "path,label,split,factor_shape,factor_scale,factor_orientation,factor_x,factor_y";

  @Override
  public String folder() {
    return "sprites";
  }

  @Override
  public long images() {
    return train + test;
  }

  @Override
  public long files() {
    return images();
  }

  @Override
  public List<DrawnFile> draw(long index) {
    return List.of(
        new DrawnFile(path(index), new ImageShape(1, size, size), sprite(index).draw(size)));
  }

  @Override
  public Stream<String> manifest() {
    return Stream.concat(
        Stream.of(HEADER), LongStream.range(0, images()).mapToObj(this::manifestLine));
  }

  private String manifestLine(long index) {
    Sprite sprite = sprite(index);
    return String.join(
        ",",
        path(index),
        sprite.shape().label(),
        index < train ? "train" : "test",
        Integer.toString(sprite.shape().ordinal()),
        Double.toString(sprite.scale()),
        Double.toString(sprite.orientation()),
        Double.toString(sprite.x()),
        Double.toString(sprite.y()));
  }

  private String path(long index) {
    return "images/" + TileDataset.padded(index, images()) + ".png";
  }

  private Sprite sprite(long index) {
    return Sprite.of(KeyedRandom.of(seed, "sprites", index));
  }
}
