package io.latentlake.picture;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Draws the names of methods and numbers into pictures. The letters are part of the program,
 * because Java's own text needs fonts that small containers lack.
 */
final class SmallText {
  /** Pixels from one letter to the next, before scaling. */
  static final int PITCH = 6;

  /** Pixels from one line to the next, before scaling. */
  static final int LINE = 11;

  private static final int COLUMNS = 5;
  private static final int ROWS = 9;

  /** Rows of letters, each below the line that names them; capitals are drawn as small letters. */
  private static final String LETTERS =
      """
      a     b     c     d     e     f     g     h     i     j     k     l     m
      ..... #.... ..... ....# ..... ..##. ..... #.... ..#.. ...#. #.... .##.. .....
      ..... #.... ..... ....# ..... .#... ..... #.... ..... ..... #.... ..#.. .....
      .###. ####. .#### .#### .###. ####. .#### ####. .##.. ..##. #..#. ..#.. ##.#.
      ....# #...# #.... #...# #...# .#... #...# #...# ..#.. ...#. #.#.. ..#.. #.#.#
      .#### #...# #.... #...# ##### .#... #...# #...# ..#.. ...#. ##... ..#.. #.#.#
      #...# #...# #.... #...# #.... .#... #...# #...# ..#.. ...#. #.#.. ..#.. #.#.#
      .#### ####. .#### .#### .###. .#... .#### #...# .###. ...#. #..#. .###. #.#.#
      ..... ..... ..... ..... ..... ..... ....# ..... ..... #..#. ..... ..... .....
      ..... ..... ..... ..... ..... ..... .###. ..... ..... .##.. ..... ..... .....
      n     o     p     q     r     s     t     u     v     w     x     y     z
      ..... ..... ..... ..... ..... ..... .#... ..... ..... ..... ..... ..... .....
      ..... ..... ..... ..... ..... ..... .#... ..... ..... ..... ..... ..... .....
      ####. .###. ####. .#### #.##. .#### ####. #...# #...# #.#.# #...# #...# #####
      #...# #...# #...# #...# ##..# #.... .#... #...# #...# #.#.# .#.#. #...# ...#.
      #...# #...# #...# #...# #.... .###. .#... #...# #...# #.#.# ..#.. #...# ..#..
      #...# #...# #...# #...# #.... ....# .#... #...# .#.#. #.#.# .#.#. #...# .#...
      #...# .###. ####. .#### #.... ####. ..##. .#### ..#.. .#.#. #...# .#### #####
      ..... ..... #.... ....# ..... ..... ..... ..... ..... ..... ..... ....# .....
      ..... ..... #.... ....# ..... ..... ..... ..... ..... ..... ..... .###. .....
      0     1     2     3     4     5     6     7     8     9     -     _     .
      .###. ..#.. .###. ##### ...#. ##### ..##. ##### .###. .###. ..... ..... .....
      #...# .##.. #...# ...#. ..##. #.... .#... ....# #...# #...# ..... ..... .....
      #..## ..#.. ....# ..#.. .#.#. ####. #.... ...#. #...# #...# ..... ..... .....
      #.#.# ..#.. ..##. ...#. #..#. ....# ####. ..#.. .###. .#### ..... ..... .....
      ##..# ..#.. .#... ....# ##### ....# #...# ..#.. #...# ....# ##### ..... .....
      #...# ..#.. #.... #...# ...#. #...# #...# .#... #...# ...#. ..... ..... .##..
      .###. .###. ##### .###. ...#. .###. .###. .#... .###. .##.. ..... ..... .##..
      ..... ..... ..... ..... ..... ..... ..... ..... ..... ..... ..... ##### .....
      ..... ..... ..... ..... ..... ..... ..... ..... ..... ..... ..... ..... .....
      :     =     /     (     )     +
      ..... ..... ....# ...#. .#... .....
      ..... ..... ....# ..#.. ..#.. ..#..
      .##.. ..... ...#. .#... ...#. ..#..
      .##.. ##### ..#.. .#... ...#. #####
      ..... ..... .#... .#... ...#. ..#..
      .##.. ##### #.... ..#.. ..#.. ..#..
      .##.. ..... #.... ...#. .#... .....
      ..... ..... ..... ..... ..... .....
      ..... ..... ..... ..... ..... .....
      """;

  private static final Map<Character, boolean[][]> GLYPHS = glyphs();

  private SmallText() {}

  /**
   * Draws a line of text.
   *
   * @param onto the picture
   * @param text letters, digits and a few signs; anything else is drawn as a box
   * @param x left edge
   * @param y upper edge
   * @param scale side of the square that a dot becomes, in pixels
   * @param rgb colour
   */
  static void draw(BufferedImage onto, String text, int x, int y, int scale, int rgb) {
    String line = text.toLowerCase(Locale.ROOT);
    for (int i = 0; i < line.length(); i++) {
      char letter = line.charAt(i);
      for (int dot = 0; dot < ROWS * COLUMNS * scale * scale; dot++) {
        int down = dot / (COLUMNS * scale);
        int across = dot % (COLUMNS * scale);
        int left = x + i * PITCH * scale + across;
        boolean inside = left < onto.getWidth() && y + down < onto.getHeight();
        if (inside && inked(letter, down / scale, across / scale)) {
          onto.setRGB(left, y + down, rgb);
        }
      }
    }
  }

  /**
   * Breaks a text into lines, behind spaces, hyphens and underscores where it can.
   *
   * @param text any text
   * @param most letters in a line, at least 1
   * @return the lines, which together are the text but for spaces at which it was broken
   */
  static List<String> wrap(String text, int most) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split("(?<=[ _-])")) {
      String rest = word;
      if (line.length() + rest.stripTrailing().length() > most && !line.isEmpty()) {
        lines.add(line.toString().stripTrailing());
        line.setLength(0);
      }
      while (rest.stripTrailing().length() > most) {
        lines.add(rest.substring(0, most));
        rest = rest.substring(most);
      }
      line.append(rest);
    }
    lines.add(line.toString().stripTrailing());
    return lines;
  }

  private static boolean inked(char letter, int row, int column) {
    if (letter == ' ') {
      return false;
    }
    boolean[][] glyph = GLYPHS.get(letter);
    return glyph == null
        ? row < ROWS - 2 && (row % (ROWS - 3) == 0 || column % (COLUMNS - 1) == 0)
        : glyph[row][column];
  }

  private static Map<Character, boolean[][]> glyphs() {
    Map<Character, boolean[][]> glyphs = new HashMap<>();
    List<String> lines = LETTERS.lines().toList();
    for (int block = 0; block < lines.size(); block += ROWS + 1) {
      String names = lines.get(block);
      for (int at = 0; at < names.length(); at += PITCH) {
        boolean[][] glyph = new boolean[ROWS][COLUMNS];
        for (int dot = 0; dot < ROWS * COLUMNS; dot++) {
          int row = dot / COLUMNS;
          int column = dot % COLUMNS;
          glyph[row][column] = lines.get(block + 1 + row).charAt(at + column) == '#';
        }
        glyphs.put(names.charAt(at), glyph);
      }
    }
    return glyphs;
  }
}
