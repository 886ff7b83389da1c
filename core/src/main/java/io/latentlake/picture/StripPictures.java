package io.latentlake.picture;

import io.latentlake.image.ImageShape;
import io.latentlake.image.Picture;
import io.latentlake.model.InferenceModel;
import io.latentlake.progress.Progress;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;

/**
 * Draws a strip for each image: the image, its mask, its reconstruction, and its maps. Holds one
 * image at a time.
 */
public final class StripPictures {
  private static final int USUAL_SIDE = 256;
  private static final int LARGEST_SIDE = 512;

  private static final int METHOD = StoredImage.COLUMNS.size() + 1;

  /** What is drawn of one image so far. */
  private static final class Drawing {
    private final StoredImage image;
    private final List<Piece> pieces = new ArrayList<>();

    Drawing(StoredImage image) {
      this.image = image;
    }
  }

  /**
   * A picture of a strip.
   *
   * @param place among the others
   * @param parts what the file of its own is called
   * @param cell the picture and its name
   */
  private record Piece(int place, List<String> parts, Strip.Cell cell) {}

  private final PicturesOptions options;
  private final Optional<InferenceModel> model;
  private final PictureFiles files;

  /**
   * Prepares to draw.
   *
   * @param options what is drawn
   * @param model what reconstructs the images, if there is a model
   * @param files where the pictures go
   */
  public StripPictures(
      PicturesOptions options, Optional<InferenceModel> model, PictureFiles files) {
    this.options = options;
    this.model = model;
    this.files = files;
  }

  /**
   * Draws and writes the pictures; those of other images stay as they are.
   *
   * @param shown the images and their maps
   * @param progress told of each image
   * @return the files, the strip of each image before its other files
   * @throws IOException if one cannot be written
   */
  public List<Path> write(ShownMaps shown, Progress.Bar progress) throws IOException {
    List<Path> written = new ArrayList<>();
    Drawing drawing = null;
    for (Iterator<Row> rows = shown.rows(); rows.hasNext(); ) {
      Row row = rows.next();
      if (drawing == null || !drawing.image.id().equals(row.getString(0))) {
        finish(drawing, written, progress);
        drawing = begin(row);
      }
      add(drawing, row, shown.kinds());
    }
    finish(drawing, written, progress);
    return written;
  }

  private Drawing begin(Row row) {
    Drawing drawing = new Drawing(StoredImage.of(row));
    add(drawing, 0, List.of("image"), List.of("image"), drawing.image.image());
    if (!row.isNullAt(METHOD - 1)) {
      add(drawing, 1, List.of("mask"), List.of("mask"), mask(drawing.image, row));
    }
    Reconstructor.shown(model, drawing.image)
        .ifPresent(
            again -> add(drawing, 2, List.of("reconstruction"), List.of("reconstruction"), again));
    return drawing;
  }

  private void add(Drawing drawing, Row row, List<ShownMaps.Kind> kinds) {
    ShownMaps.Kind kind = new ShownMaps.Kind(row.getString(METHOD), row.getString(METHOD + 1));
    float[] map = StoredImage.floats(row.getList(METHOD + 2));
    add(
        drawing,
        3 + kinds.indexOf(kind),
        List.of(kind.method(), kind.target()),
        List.of(kind.method(), "of " + kind.target()),
        AttributionOverlay.over(drawing.image.image(), map));
  }

  private void add(
      Drawing drawing, int place, List<String> parts, List<String> name, BufferedImage picture) {
    BufferedImage sized = Picture.ofSide(picture, side(drawing.image.shape()));
    drawing.pieces.add(new Piece(place, parts, new Strip.Cell(name, sized)));
  }

  private int side(ImageShape shape) {
    int own = Math.max(shape.height(), shape.width());
    if (options.size() > 0) {
      return options.size();
    }
    // Whole multiples, so that all pixels look alike
    return own <= USUAL_SIDE ? USUAL_SIDE / own * own : Math.min(own, LARGEST_SIDE);
  }

  private static BufferedImage mask(StoredImage image, Row row) {
    byte[] marked = ((byte[]) row.get(METHOD - 1)).clone();
    for (int i = 0; i < marked.length; i++) {
      marked[i] = (byte) (marked[i] == 0 ? 0 : 0xff);
    }
    return Picture.of(new ImageShape(1, image.shape().height(), image.shape().width()), marked);
  }

  private void finish(Drawing drawing, List<Path> written, Progress.Bar progress)
      throws IOException {
    if (drawing == null) {
      return;
    }
    drawing.pieces.sort(Comparator.comparingInt(Piece::place));
    String id = drawing.image.id();
    written.add(
        files.write(id, List.of(), Strip.of(drawing.pieces.stream().map(Piece::cell).toList())));
    if (options.separate()) {
      for (Piece piece : drawing.pieces) {
        written.add(files.write(id, piece.parts(), piece.cell().picture()));
      }
    }
    progress.advance(1);
  }
}
