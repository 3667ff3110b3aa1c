package io.weft.bench;

import java.util.ArrayList;
import java.util.List;

/** Prints tables in Markdown, aligned for people. */
final class Table {
  private Table() {}

  /** The first column is aligned to the left, the others to the right. */
  static void print(String title, List<String> head, List<List<String>> rows) {
    List<Integer> widths = new ArrayList<>();
    for (int column = 0; column < head.size(); column++) {
      int width = head.get(column).length();
      for (List<String> row : rows) {
        width = Math.max(width, row.get(column).length());
      }
      widths.add(width);
    }
    StringBuilder text = new StringBuilder("\n### ").append(title).append("\n\n");
    line(text, head, widths);
    text.append('|');
    for (int column = 0; column < widths.size(); column++) {
      String dashes = "-".repeat(widths.get(column) + 1);
      text.append(column == 0 ? ":" + dashes : dashes + ":").append('|');
    }
    text.append('\n');
    rows.forEach(row -> line(text, row, widths));
    System.out.print(text);
  }

  private static void line(StringBuilder text, List<String> cells, List<Integer> widths) {
    text.append('|');
    for (int column = 0; column < cells.size(); column++) {
      String cell = cells.get(column);
      String space = " ".repeat(widths.get(column) - cell.length());
      text.append(' ').append(column == 0 ? cell + space : space + cell).append(" |");
    }
    text.append('\n');
  }
}
