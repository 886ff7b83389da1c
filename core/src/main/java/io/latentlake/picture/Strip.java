package io.latentlake.picture;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/** Pictures of one size side by side, each with its name above it. */
final class Strip {
  private static final int GAP = 8;

  /** Most pictures in a row; more are continued below. */
  private static final int MOST_IN_A_ROW = 8;

  /** Least width of a cell, in pixels: small pictures have long names, too. */
  private static final int LEAST_WIDTH = 132;

  /** From this width of a cell on, in pixels, letters are twice as large. */
  private static final int WIDTH_FOR_LARGE_LETTERS = 240;

  private static final int INK = 0x222222;

  /**
   * A picture and its name.
   *
   * @param lines the name, each line by itself
   * @param picture the picture
   */
  record Cell(List<String> lines, BufferedImage picture) {}

  private Strip() {}

  /**
   * Draws a strip.
   *
   * @param cells at least one, their pictures of one size
   * @return RGB, on white
   */
  static BufferedImage of(List<Cell> cells) {
    BufferedImage first = cells.get(0).picture();
    int width = Math.max(LEAST_WIDTH, first.getWidth());
    int letters = width >= WIDTH_FOR_LARGE_LETTERS ? 2 : 1;
    List<List<String>> names =
        cells.stream().map(cell -> wrapped(cell.lines(), width, letters)).toList();
    int lines = names.stream().mapToInt(List::size).max().orElseThrow();
    int above = lines * SmallText.LINE * letters;
    int across = Math.min(MOST_IN_A_ROW, cells.size());
    int down = (cells.size() + across - 1) / across;
    int height = above + first.getHeight();
    BufferedImage strip =
        new BufferedImage(
            across * (width + GAP) + GAP, down * (height + GAP) + GAP, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = strip.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, strip.getWidth(), strip.getHeight());
    for (int i = 0; i < cells.size(); i++) {
      int x = GAP + i % across * (width + GAP);
      int y = GAP + i / across * (height + GAP);
      // The last line stands directly above its picture
      int top = y + (lines - names.get(i).size()) * SmallText.LINE * letters;
      for (String line : names.get(i)) {
        SmallText.draw(strip, line, x, top, letters, INK);
        top += SmallText.LINE * letters;
      }
      graphics.drawImage(cells.get(i).picture(), x, y + above, null);
    }
    graphics.dispose();
    return strip;
  }

  private static List<String> wrapped(List<String> lines, int width, int letters) {
    // Nothing need follow the last letter
    int most = (width / letters + 1) / SmallText.PITCH;
    List<String> wrapped = new ArrayList<>();
    lines.forEach(line -> wrapped.addAll(SmallText.wrap(line, most)));
    return wrapped;
  }
}
