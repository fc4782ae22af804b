"""The stack trace rules every project starts from.

They are a part of `newstyle:2026-11`: a rule that is added or changed here moves events between
issues, so it belongs to a new grouping version.
"""

from seismo.digest.grouping.rules import Action, Field, Matcher, Rule, SetFlag

_IN = (SetFlag("app", True),)
_OUT = (SetFlag("app", False),)
_OUT_AND_IGNORED = (SetFlag("app", False), SetFlag("group", False))
_OUT_WITH_ALL_ABOVE = (SetFlag("app", False), SetFlag("app", False, "above"))
_THROWING = (
    *_OUT_AND_IGNORED,
    SetFlag("app", False, "above"),
    SetFlag("group", False, "above"),
)


def _rules(
    field: Field, family: str, actions: tuple[Action, ...], globs: tuple[str, ...]
) -> tuple[Rule, ...]:
    return tuple(
        Rule(matchers=(Matcher("family", family), Matcher(field, glob)), actions=actions)
        for glob in globs
    )


def _paths(family: str, actions: tuple[Action, ...], *globs: str) -> tuple[Rule, ...]:
    return _rules("path", family, actions, globs)


def _packages(family: str, actions: tuple[Action, ...], *globs: str) -> tuple[Rule, ...]:
    return _rules("package", family, actions, globs)


def _modules(family: str, actions: tuple[Action, ...], *globs: str) -> tuple[Rule, ...]:
    return _rules("module", family, actions, globs)


def _functions(family: str, actions: tuple[Action, ...], *globs: str) -> tuple[Rule, ...]:
    return _rules("function", family, actions, globs)


_EVERYWHERE = _paths(
    "all",
    _OUT,
    "**/vendor/**",
    "/usr/local/lib/**",
    "/usr/local/Cellar/**",
    "**/.local/share/**",
)

_PYTHON = (
    *_paths("other", _OUT, "**/site-packages/**", "**/dist-packages/**"),
    # The source line of this frame holds process ids and file descriptors.
    Rule(
        matchers=(Matcher("family", "other"), Matcher("function", "<module>")),
        called=(Matcher("function", "spawn_main"),),
        actions=(SetFlag("group", False),),
    ),
)

_GO = _paths("go", _OUT, "**/go/pkg/mod/**")

_JVM_LIBRARIES = (
    "akka.*",
    "android.*",
    "androidx.*",
    "com.android.internal.*",
    "com.fasterxml.*",
    "com.google.android.*",
    "com.sun.*",
    "dalvik.*",
    "feign.*",
    "io.ktor.*",
    "io.netty.*",
    "io.opentelemetry.*",
    "io.reactivex.*",
    "jakarta.*",
    "java.*",
    "javax.*",
    "jdk.*",
    "kotlin.*",
    "kotlinx.*",
    "okhttp3.*",
    "org.apache.*",
    "org.eclipse.jetty.*",
    "org.glassfish.*",
    "org.hibernate.*",
    "org.jboss.*",
    "org.postgresql.*",
    "org.springframework.*",
    "reactor.core.*",
    "retrofit2.*",
    "scala.*",
    "sun.*",
)
_JAVA = _modules("java", _OUT, *_JVM_LIBRARIES)

_DART = (
    *_paths(
        "dart", _OUT, "dart:**", "package:flutter/**", "org-dartlang-sdk:**", "**/.pub-cache/**"
    ),
    *_packages("dart", _OUT, "flutter", "dart:*"),
)

# Behind a source map the path tells own code from the bundler's and from libraries. Later rules win.
_BUNDLED = (
    *_paths(
        "javascript", _OUT, "webpack:///**", "webpack://*/webpack/**", "webpack://*/external *"
    ),
    *_paths("javascript", _IN, "webpack:///./**", "webpack://*/./**", "app:///**"),
    *_paths("javascript", _OUT, "webpack:///~/**", "webpack:///./~/**", "webpack://*/./~/**"),
)
_JAVASCRIPT_LIBRARIES = (
    *_paths(
        "javascript",
        _OUT,
        "**/node_modules/**",
        "http*://unpkg.com/**",
        "http*://cdnjs.cloudflare.com/**",
        "http*://cdn.jsdelivr.net/**",
        "http*://esm.run/**",
        "node:**",
        "internal/**",
        "native",
        "native *",
    ),
    *_functions("javascript", _OUT_WITH_ALL_ABOVE, "reportError"),
)
_JAVASCRIPT_MACHINERY = (
    *_paths(
        "javascript",
        _OUT_AND_IGNORED,
        "**/@babel/**",
        "**/babel-runtime/**",
        "**/core-js/**",
        "**/core-js-pure/**",
        "**/regenerator-runtime/**",
        "**/tslib/**",
        "**/newrelic/**",
        "**/nr-*.min.js",
        "**/logrocket*",
        "**/logrocket*/**",
    ),
    *_functions(
        "node",
        _OUT_AND_IGNORED,
        "processTicksAndRejections",
        "process.processTicksAndRejections",
        "process._tickCallback",
        "runMicrotasks",
        "runNextTicks",
        "nextTick",
        "processImmediate",
        "process.processImmediate",
    ),
)

_APPLE_FRAMEWORKS = (
    "AppKit",
    "CFNetwork",
    "CoreData",
    "CoreFoundation",
    "Foundation",
    "GraphicsServices",
    "QuartzCore",
    "Sentry",
    "SwiftUI",
    "UIKit",
    "UIKitCore",
    "dyld",
    "dyld_sim",
    "libdispatch.dylib",
    "libobjc.A.dylib",
    "libsystem_*",
    "libswift*",
    "libc++*",
)
_NATIVE = (
    *_packages(
        "native",
        _IN,
        "/var/containers/Bundle/Application/**",
        "/private/var/containers/Bundle/Application/**",
        "**/Developer/CoreSimulator/Devices/**",
        "/Applications/**",
    ),
    *_packages(
        "native",
        _OUT,
        "/lib/**",
        "/lib64/**",
        "/usr/lib/**",
        "/usr/lib64/**",
        "/System/Library/**",
        "/Library/Developer/**",
        "/Applications/Xcode*/**",
        "**/CoreSimulator/Profiles/Runtimes/**",
        "linux-gate.so*",
        "linux-vdso.so*",
        "?:/Windows/System32/**",
        "?:/Windows/SysWOW64/**",
        "?:/Windows/WinSxS/**",
        "**/Sentry.framework/**",
        *_APPLE_FRAMEWORKS,
    ),
    *_paths("native", _OUT, "/rustc/**", "**/.cargo/registry/**", "**/.rustup/toolchains/**"),
)
_NATIVE_THROWING = _functions(
    "native",
    _THROWING,
    "__cxa_throw",
    "__cxa_rethrow",
    "_CxxThrowException",
    "RaiseException",
    "RtlRaiseException",
    "objc_exception_throw",
    "objc_exception_rethrow",
    "__exceptionPreprocess",
    "+[[]NSException raise*",
    "-[[]NSException raise]",
    "rust_begin_unwind",
    "std::panicking::begin_panic*",
    "std::panicking::panic*",
    "std::panicking::rust_panic*",
    "__rustc::rust_begin_unwind",
    "core::panicking::*",
    "std::rt::begin_panic*",
)

BASE_RULES: tuple[Rule, ...] = (
    *_EVERYWHERE,
    *_PYTHON,
    *_GO,
    *_JAVA,
    *_DART,
    *_BUNDLED,
    *_JAVASCRIPT_LIBRARIES,
    *_JAVASCRIPT_MACHINERY,
    *_NATIVE,
    *_NATIVE_THROWING,
)
