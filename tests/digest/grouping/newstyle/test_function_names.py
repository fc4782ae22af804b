import pytest

from seismo.digest.grouping.newstyle.names import stable_java_name, trimmed_function

NATIVE = {
    "plain": ("main", "main"),
    "return type and arguments": ("void shop::pay(int, char const*)", "shop::pay"),
    "template of a function": ("shop::pay<int>(int)", "shop::pay"),
    "templates in templates": (
        "std::vector<std::pair<int, a<b> > >::push_back(int&&)",
        "std::vector::push_back",
    ),
    "const and reference": ("Cart::pay(int) const &", "Cart::pay"),
    "anonymous namespace of gcc": ("(anonymous namespace)::pay(int)", "{anonymous}::pay"),
    "anonymous namespace of msvc": ("`anonymous namespace'::pay", "{anonymous}::pay"),
    "lambda of gcc": (
        "pay(int)::{lambda(int)#2}::operator()(int) const",
        "pay::{lambda}::operator()",
    ),
    "lambda of clang": ("pay(int)::$_0::operator()(int) const", "pay::{lambda}::operator()"),
    "lambda of msvc": ("<lambda_1a2b3c>::operator()(void)", "{lambda}::operator()"),
    "shift operator": ("std::ostream& Cart::operator<<(std::ostream&)", "Cart::operator<<"),
    "less operator": ("Cart::operator<(Cart const&)", "Cart::operator<"),
    "arrow operator": ("Cart::operator->()", "Cart::operator->"),
    "conversion operator": ("Cart::operator bool() const", "Cart::operator bool"),
    "new operator": ("void* operator new(unsigned long)", "operator new"),
    "clone": ("pay(int) [clone .constprop.3]", "pay"),
    "clone suffix": ("pay.isra.0.cold", "pay"),
    "symbol version": ("memcpy@@GLIBC_2.14", "memcpy"),
    "stdcall": ("_pay@12", "pay"),
    "fastcall": ("@pay@8", "pay"),
    "hash of Rust": ("shop::pay::h0123456789abcdef", "shop::pay"),
    "crate of Rust": ("shop[8787f43e282added]::cart::pay", "shop::cart::pay"),
    "index of an array": ("operator[]", "operator[]"),
    "trait of Rust": ("<shop::Cart as core::fmt::Display>::fmt", "shop::Cart::fmt"),
    "Objective-C": ("-[Cart pay:with:]", "-[Cart pay:with:]"),
    "block of Objective-C": ("__42-[Cart pay:]_block_invoke_2", "__42-[Cart pay:]_block_invoke_2"),
    "Swift": ("@objc Shop.Cart.pay(order: Shop.Order) throws -> Swift.Int", "Shop.Cart.pay"),
    "redacted": ("<redacted>", "<redacted>"),
    "unclosed": ("pay(int", "pay"),
    "nothing but brackets": ("()", "()"),
}

JAVA = {
    "accessor": ("sun.reflect.GeneratedMethodAccessor12", "sun.reflect.GeneratedMethodAccessor"),
    "constructor accessor": (
        "jdk.internal.reflect.GeneratedConstructorAccessor8",
        "jdk.internal.reflect.GeneratedConstructorAccessor",
    ),
    "serialization accessor": (
        "sun.reflect.GeneratedSerializationConstructorAccessor3",
        "sun.reflect.GeneratedSerializationConstructorAccessor",
    ),
    "cglib of Spring": ("shop.Cart$$SpringCGLIB$$0", "shop.Cart$$SpringCGLIB$$"),
    "enhancer": ("shop.Cart$$EnhancerByGuice$$1a2b", "shop.Cart$$EnhancerByGuice$$"),
    "fast class": ("shop.Cart$$FastClassByGuice$$1a2b", "shop.Cart$$FastClassByGuice$$"),
    "javassist": ("shop.Cart_$$_javassist_3", "shop.Cart_$$_javassist"),
    "javassist of Seam": ("shop.Cart_$$_javassist_seam_12", "shop.Cart_$$_javassist"),
    "clojure": ("shop.cart$fn__1234", "shop.cart$fn__"),
    "hibernate": ("shop.Cart$HibernateProxy$AbC12xyz", "shop.Cart$HibernateProxy$"),
    "a name with a number": ("shop.Cart12", "shop.Cart12"),
}


@pytest.mark.parametrize(("given", "trimmed"), NATIVE.values(), ids=NATIVE.keys())
def test_a_native_function_loses_its_types(given: str, trimmed: str) -> None:
    assert trimmed_function(given, "native") == trimmed


@pytest.mark.parametrize("name", [trimmed for _, trimmed in NATIVE.values()], ids=NATIVE.keys())
def test_trimming_twice_changes_nothing_more(name: str) -> None:
    assert trimmed_function(name, "native") == name


@pytest.mark.parametrize(("given", "stable"), JAVA.values(), ids=JAVA.keys())
def test_a_generated_java_name_loses_its_number(given: str, stable: str) -> None:
    assert stable_java_name(given) == stable


def test_a_csharp_function_loses_its_arguments() -> None:
    assert trimmed_function("Shop.Cart.Pay (System.Int32 order)", "csharp") == "Shop.Cart.Pay"


def test_a_function_of_another_language_stays_as_it_is() -> None:
    assert trimmed_function("Cart.<locals>.pay", "python") == "Cart.<locals>.pay"
