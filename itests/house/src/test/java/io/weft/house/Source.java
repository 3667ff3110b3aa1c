package io.weft.house;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;

/** One Java file and its syntax tree. */
record Source(Path file, CompilationUnitTree unit, DocTrees docs) {

  /**
   * A type in a file.
   *
   * @param visible whether it can be used from other packages
   * @param documented whether it has a Javadoc comment
   */
  record Type(Source source, ClassTree tree, boolean visible, boolean documented) {
    String name() {
      return tree.getSimpleName().toString();
    }

    boolean isAbstract() {
      return tree.getModifiers().getFlags().contains(Modifier.ABSTRACT);
    }

    /** Simple name of the superclass, or empty. */
    String superclass() {
      return tree.getExtendsClause() == null ? "" : simple(tree.getExtendsClause());
    }
  }

  String packageName() {
    return unit.getPackageName() == null ? "" : unit.getPackageName().toString();
  }

  boolean isPackageInfo() {
    return file.endsWith("package-info.java");
  }

  /** Lines, blank ones and comments included. */
  int lines() {
    try (Stream<String> lines = Files.lines(file)) {
      return (int) lines.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All types that have a name, nested ones too. */
  List<Type> types() {
    List<Type> types = new ArrayList<>();
    new TreePathScanner<Void, Boolean>() {
      @Override
      public Void visitClass(ClassTree type, Boolean outerVisible) {
        if (type.getSimpleName().isEmpty()) {
          return null;
        }
        boolean visible =
            outerVisible && isVisible(type, getCurrentPath().getParentPath().getLeaf());
        boolean documented = docs.getDocComment(getCurrentPath()) != null;
        types.add(new Type(Source.this, type, visible, documented));
        return super.visitClass(type, visible);
      }
    }.scan(unit, true);
    return types;
  }

  /** Uses such as {@code Thread.sleep} or {@code System.out}, with the line of each. */
  List<Long> linesWith(String owner, String member) {
    List<Long> lines = new ArrayList<>();
    new TreePathScanner<Void, Void>() {
      @Override
      public Void visitMemberSelect(MemberSelectTree select, Void none) {
        if (select.getIdentifier().contentEquals(member)
            && simple(select.getExpression()).equals(owner)) {
          long start = docs.getSourcePositions().getStartPosition(unit, select);
          lines.add(unit.getLineMap().getLineNumber(start));
        }
        return super.visitMemberSelect(select, null);
      }
    }.scan(unit, null);
    return lines;
  }

  static Optional<? extends AnnotationTree> annotation(ModifiersTree modifiers, String name) {
    return annotation(modifiers.getAnnotations(), name);
  }

  static Optional<? extends AnnotationTree> annotation(
      List<? extends AnnotationTree> annotations, String name) {
    return annotations.stream()
        .filter(annotation -> simple(annotation.getAnnotationType()).equals(name))
        .findFirst();
  }

  /** What is assigned to a member of an annotation. */
  static Optional<ExpressionTree> value(AnnotationTree annotation, String member) {
    return annotation.getArguments().stream()
        .filter(AssignmentTree.class::isInstance)
        .map(AssignmentTree.class::cast)
        .filter(assignment -> assignment.getVariable().toString().equals(member))
        .map(AssignmentTree::getExpression)
        .findFirst();
  }

  /** Whether a member of an annotation is assigned, and not the empty string. */
  static boolean says(AnnotationTree annotation, String member) {
    return value(annotation, member)
        .filter(text -> !(text instanceof LiteralTree literal && "".equals(literal.getValue())))
        .isPresent();
  }

  /** The last part of a name, without type arguments. */
  static String simple(Tree name) {
    String text = name.toString().replaceAll("<.*", "");
    return text.substring(text.lastIndexOf('.') + 1);
  }

  /** Members of interfaces and annotations are public without saying so. */
  private static boolean isVisible(ClassTree type, Tree around) {
    boolean inInterface =
        around.getKind() == Tree.Kind.INTERFACE || around.getKind() == Tree.Kind.ANNOTATION_TYPE;
    return inInterface || type.getModifiers().getFlags().contains(Modifier.PUBLIC);
  }
}
