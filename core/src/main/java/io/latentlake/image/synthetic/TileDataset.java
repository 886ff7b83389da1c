package io.latentlake.image.synthetic;

import io.latentlake.image.ImageShape;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Tiles in the folder layout of MVTec AD: {@code train/good}, {@code test/good}, {@code
 * test/DEFECT} and {@code ground_truth/DEFECT/NNN_mask.png}.
 *
 * @param seed seed of every draw
 * @param size height and width in pixels
 * @param train good tiles in train
 * @param test good tiles in test
 * @param defects tiles in test for each kind of defect
 */
record TileDataset(long seed, int size, long train, long test, long defects)
    implements SyntheticDataset {
  private static final long serialVersionUID = 1L;

  @Override
  public String folder() {
    return "tiles";
  }

  @Override
  public long images() {
    return train + test + defects * Defect.values().length;
  }

  @Override
  public long files() {
    return images() + defects * Defect.values().length;
  }

  @Override
  public List<DrawnFile> draw(long index) {
    if (index < train) {
      return List.of(good("train/good", index, train));
    }
    if (index < train + test) {
      return List.of(good("test/good", index - train, test));
    }
    long position = index - train - test;
    Defect defect = Defect.values()[(int) (position / defects)];
    return defective(defect, position % defects);
  }

  private DrawnFile good(String folder, long number, long count) {
    DrawnTile tile =
        DrawnTile.draw(KeyedRandom.of(seed, "tiles/" + folder, number), size, Optional.empty());
    return new DrawnFile(
        folder + "/" + padded(number, count) + ".png", tile.shape(), tile.pixels());
  }

  private List<DrawnFile> defective(Defect defect, long number) {
    String folder = "test/" + defect.label();
    DrawnTile tile =
        DrawnTile.draw(KeyedRandom.of(seed, "tiles/" + folder, number), size, Optional.of(defect));
    String name = padded(number, defects);
    return List.of(
        new DrawnFile(folder + "/" + name + ".png", tile.shape(), tile.pixels()),
        new DrawnFile(
            "ground_truth/" + defect.label() + "/" + name + "_mask.png",
            new ImageShape(1, size, size),
            tile.mask().orElseThrow()));
  }

  /** Three digits or as many as the last number needs, so that names sort as numbers do. */
  static String padded(long number, long count) {
    int digits = Math.max(3, Long.toString(count - 1).length());
    return String.format(Locale.ROOT, "%0" + digits + "d", number);
  }

  @Override
  public Stream<String> manifest() {
    return Stream.empty();
  }
}
