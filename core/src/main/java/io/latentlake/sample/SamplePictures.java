package io.latentlake.sample;

import io.latentlake.image.Picture;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Writes samples as PNG strips: a sheet of draws, a strip per pair, a strip per latent unit. */
public final class SamplePictures {
  /** Pixels are enlarged until a picture is at least this wide, in pixels. */
  private static final int WIDTH = 64;

  private static final int DRAWS_IN_A_ROW = 8;

  private SamplePictures() {}

  /**
   * Writes one file per sheet or strip; replaces those of an earlier run.
   *
   * @param hadoop how to reach the folder
   * @param folder Hadoop URI of the folder to write into
   * @param images the samples
   * @return names of the files, sorted
   * @throws IOException if a file cannot be written
   */
  public static List<String> write(Configuration hadoop, String folder, List<SampledImage> images)
      throws IOException {
    Map<String, List<BufferedImage>> strips = new TreeMap<>();
    for (SampledImage image : images) {
      strips
          .computeIfAbsent(file(image), name -> new ArrayList<>())
          .add(Picture.of(image.shape(), image.pixels()));
    }
    Path target = new Path(folder);
    FileSystem files = target.getFileSystem(hadoop);
    files.delete(target, true);
    for (Map.Entry<String, List<BufferedImage>> strip : strips.entrySet()) {
      List<BufferedImage> pictures = strip.getValue();
      boolean draws = strip.getKey().startsWith(SampledImage.Kind.PRIOR.word());
      int columns = draws ? columns(images) : pictures.size();
      int scale = Math.max(1, WIDTH / pictures.get(0).getWidth());
      try (OutputStream out = files.create(new Path(target, strip.getKey()), true)) {
        out.write(Picture.png(Picture.sheet(pictures, columns, scale)));
      }
    }
    return List.copyOf(strips.keySet());
  }

  /** A row is a latent under each label, if there are labels. */
  private static int columns(List<SampledImage> images) {
    long labels =
        images.stream()
            .filter(image -> image.kind() == SampledImage.Kind.PRIOR)
            .map(SampledImage::label)
            .distinct()
            .count();
    return labels > 1 ? (int) labels : DRAWS_IN_A_ROW;
  }

  private static String file(SampledImage image) {
    return switch (image.kind()) {
      case PRIOR -> "prior.png";
      case INTERPOLATION -> String.format(Locale.ROOT, "interpolation-%03d.png", image.item());
      case TRAVERSAL -> String.format(Locale.ROOT, "traversal-latent-%03d.png", image.item());
    };
  }
}
