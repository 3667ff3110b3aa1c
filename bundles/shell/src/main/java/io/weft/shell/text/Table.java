package io.weft.shell.text;

import java.util.ArrayList;
import java.util.List;

/** Rows under headings, as wide as they need to be and no wider than the terminal. One thread. */
public final class Table {

  /** A column is not narrowed below this many characters: less says nothing. */
  private static final int MIN_WIDTH = 5;

  private static final String GAP = "  ";

  private record Cell(String text, Shade shade) {
    int width() {
      return text.codePointCount(0, text.length());
    }
  }

  private final String[] headings;
  private final boolean[] right;
  private final List<Cell[]> rows = new ArrayList<>();
  private final List<Cell> current = new ArrayList<>();

  /**
   * @param headings one for each column; {@code >} before a heading puts the column to the right
   */
  public Table(String... headings) {
    this.headings = headings.clone();
    this.right = new boolean[headings.length];
    for (int i = 0; i < headings.length; i++) {
      right[i] = headings[i].startsWith(">");
      this.headings[i] = right[i] ? headings[i].substring(1) : headings[i];
      cell(this.headings[i], Shade.HEADING);
    }
  }

  /** The next cell; after the last column a new row begins. */
  public Table cell(Object value) {
    return cell(value, Shade.PLAIN);
  }

  /** The next cell, in this shade. */
  public Table cell(Object value, Shade shade) {
    String text = Terminal.plain(String.valueOf(value)).replace('\n', ' ').replace('\t', ' ');
    current.add(new Cell(text, shade));
    if (current.size() == headings.length) {
      rows.add(current.toArray(new Cell[0]));
      current.clear();
    }
    return this;
  }

  /** Prints the headings and all rows. */
  public void print(Terminal terminal) {
    int[] widths = fit(terminal.columns());
    for (Cell[] row : rows) {
      StringBuilder line = new StringBuilder();
      int blanks = 0;
      for (int i = 0; i < row.length; i++) {
        Cell cell = shortened(row[i], widths[i]);
        int padding = widths[i] - cell.width();
        line.append(" ".repeat(blanks + (right[i] ? padding : 0)));
        line.append(terminal.colour() ? cell.shade().paint(cell.text()) : cell.text());
        blanks = (right[i] ? 0 : padding) + GAP.length();
      }
      terminal.painted(line.toString().stripTrailing());
    }
  }

  private int[] fit(int columns) {
    int[] widths = new int[headings.length];
    int total = GAP.length() * (headings.length - 1);
    for (int i = 0; i < widths.length; i++) {
      for (Cell[] row : rows) {
        widths[i] = Math.max(widths[i], row[i].width());
      }
      total += widths[i];
    }
    while (columns > 0 && total > columns) {
      int widest = 0;
      for (int i = 1; i < widths.length; i++) {
        widest = widths[i] > widths[widest] ? i : widest;
      }
      if (widths[widest] <= MIN_WIDTH) {
        break;
      }
      widths[widest]--;
      total--;
    }
    return widths;
  }

  private static Cell shortened(Cell cell, int width) {
    if (cell.width() <= width) {
      return cell;
    }
    int end = cell.text().offsetByCodePoints(0, width - 1);
    return new Cell(cell.text().substring(0, end) + "…", cell.shade());
  }
}
