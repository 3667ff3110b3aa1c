package io.weft.node.access;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** Who may call which service of this node: PID {@code io.weft.access}. */
@ObjectClassDefinition(
    id = "io.weft.access",
    name = "Weft access",
    description = "Which nodes of the network may call which services of this node.")
public @interface AccessSettings {

  @AttributeDefinition(
      name = "rules",
      description =
          "PATH: WHO or PATH ACTION: WHO, separated by semicolons; the first one that is for a call"
              + " decides. In a path * is one segment and a last ** any number. WHO is everyone,"
              + " nobody, role:NAME or node:ID, several separated by commas. As in: admin/**:"
              + " role:operator; user/auth login: everyone; user/**: role:member.")
  String rules() default "";

  @AttributeDefinition(
      name = "otherwise",
      description = "Who may call what no rule is for: everyone (in the network) or nobody.",
      options = {@Option(value = "everyone"), @Option(value = "nobody")})
  String otherwise() default "everyone";
}
