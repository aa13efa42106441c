//! Reading an expression: tokens, then precedence climbing with a bound on nesting.

use crate::expression::{ExpressionError, Function, Node, Operator};
use crate::tag::TagIndex;

/// Deeper nesting is a mistake or an attack.
const DEPTH_MAX: usize = 64;

type Resolve<'a> = &'a dyn Fn(&str) -> Option<TagIndex>;

pub(super) fn parse(text: &str, resolve: Resolve<'_>) -> Result<Node, ExpressionError> {
    let tokens = tokens(text)?;
    let mut parser = Parser { tokens: &tokens, next: 0, end: text.chars().count(), resolve };
    let root = parser.level(0, 0)?;
    match parser.peek() {
        None => Ok(root),
        Some(token) => Err(error(token.at, format!("`{}` does not belong here", token.text))),
    }
}

#[derive(Debug)]
struct Token {
    at: usize,
    kind: Kind,
    text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Number,
    Tag,
    Word,
    Symbol,
}

fn error(at: usize, message: impl Into<String>) -> ExpressionError {
    ExpressionError { at, message: message.into() }
}

fn tokens(text: &str) -> Result<Vec<Token>, ExpressionError> {
    let chars: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(&first) = chars.get(at) {
        let rest = chars.get(at..).unwrap_or_default();
        let take = |keep: fn(char) -> bool| rest.iter().take_while(|c| keep(**c)).count();
        let (kind, length) = match first {
            c if c.is_whitespace() => {
                at += 1;
                continue;
            }
            '[' => match rest.iter().position(|c| *c == ']') {
                Some(end) => (Kind::Tag, end + 1),
                None => return Err(error(at, "`[` is never closed")),
            },
            c if c.is_ascii_digit() || c == '.' => (Kind::Number, take(|c| c.is_ascii_digit() || c == '.')),
            c if c.is_ascii_alphabetic() => (Kind::Word, take(|c| c.is_ascii_alphanumeric() || c == '_')),
            '=' | '!' | '<' | '>' if rest.get(1) == Some(&'=') => (Kind::Symbol, 2),
            '<' | '>' | '+' | '-' | '*' | '/' | '(' | ')' | ',' => (Kind::Symbol, 1),
            other => return Err(error(at, format!("`{other}` does not belong here"))),
        };
        let token = rest.get(..length).unwrap_or_default().iter().collect();
        tokens.push(Token { at, kind, text: token });
        at += length;
    }
    Ok(tokens)
}

struct Parser<'a> {
    tokens: &'a [Token],
    next: usize,
    end: usize,
    resolve: Resolve<'a>,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<&'a Token> {
        self.tokens.get(self.next)
    }

    fn accept(&mut self, text: &str) -> bool {
        let found = self.peek().is_some_and(|token| token.kind != Kind::Tag && token.text == text);
        self.next += usize::from(found);
        found
    }

    fn level(&mut self, strength: u8, depth: usize) -> Result<Node, ExpressionError> {
        let mut left = self.operand(depth)?;
        while let Some((operator, binds)) = self.peek().and_then(|token| operator(&token.text)) {
            if binds < strength || self.peek().is_some_and(|token| token.kind == Kind::Tag) {
                break;
            }
            self.next += 1;
            let right = self.level(binds + 1, depth + 1)?;
            left = Node::Binary(operator, Box::new(left), Box::new(right));
        }
        Ok(left)
    }

    fn operand(&mut self, depth: usize) -> Result<Node, ExpressionError> {
        let Some(token) = self.peek() else { return Err(error(self.end, "a value is missing at the end")) };
        if depth > DEPTH_MAX {
            return Err(error(token.at, format!("nested deeper than {DEPTH_MAX}")));
        }
        self.next += 1;
        match (token.kind, token.text.as_str()) {
            (Kind::Number, digits) => digits
                .parse()
                .map(Node::Number)
                .map_err(|_| error(token.at, format!("`{digits}` is not a number"))),
            (Kind::Tag, bracketed) => {
                let id = bracketed.trim_matches(['[', ']']);
                (self.resolve)(id)
                    .map(Node::Tag)
                    .ok_or_else(|| error(token.at, format!("no tag is called `{id}`")))
            }
            (Kind::Symbol, "-") => Ok(Node::Negate(Box::new(self.operand(depth + 1)?))),
            (Kind::Word, "not") => Ok(Node::Not(Box::new(self.level(3, depth + 1)?))),
            (Kind::Word, "true") => Ok(Node::Number(1.0)),
            (Kind::Word, "false") => Ok(Node::Number(0.0)),
            (Kind::Symbol, "(") => {
                let inner = self.level(0, depth + 1)?;
                self.close(token.at)?;
                Ok(inner)
            }
            (Kind::Word, name) => self.call(token.at, name, depth),
            (Kind::Symbol, other) => Err(error(token.at, format!("`{other}` does not belong here"))),
        }
    }

    fn call(&mut self, at: usize, name: &str, depth: usize) -> Result<Node, ExpressionError> {
        let function = match name {
            "abs" => Function::Abs,
            "if" => Function::If,
            "max" => Function::Max,
            "min" => Function::Min,
            other => {
                return Err(error(at, format!("`{other}` is not known; tags stand in brackets: [{other}]")));
            }
        };
        if !self.accept("(") {
            return Err(error(at, format!("`{name}` needs its arguments in parentheses")));
        }
        let mut arguments = vec![self.level(0, depth + 1)?];
        while self.accept(",") {
            arguments.push(self.level(0, depth + 1)?);
        }
        self.close(at)?;
        if !function.takes(arguments.len()) {
            return Err(error(at, format!("`{name}` does not take {} arguments", arguments.len())));
        }
        Ok(Node::Call(function, arguments))
    }

    fn close(&mut self, opened_at: usize) -> Result<(), ExpressionError> {
        if self.accept(")") { Ok(()) } else { Err(error(opened_at, "`(` is never closed")) }
    }
}

fn operator(text: &str) -> Option<(Operator, u8)> {
    Some(match text {
        "or" => (Operator::Or, 1),
        "and" => (Operator::And, 2),
        "==" => (Operator::Equal, 3),
        "!=" => (Operator::NotEqual, 3),
        "<" => (Operator::Less, 3),
        "<=" => (Operator::LessOrEqual, 3),
        ">" => (Operator::Greater, 3),
        ">=" => (Operator::GreaterOrEqual, 3),
        "+" => (Operator::Add, 4),
        "-" => (Operator::Subtract, 4),
        "*" => (Operator::Multiply, 5),
        "/" => (Operator::Divide, 5),
        _ => return None,
    })
}
