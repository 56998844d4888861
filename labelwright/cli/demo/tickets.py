"""Support tickets of a shop that sends things and of the app it has: written from phrases, by number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random

CATEGORIES: Mapping[str, str] = {
    "late_delivery": "Late delivery",
    "damaged_item": "Damaged item",
    "wrong_item": "Wrong item",
    "return": "Return",
    "refund": "Refund",
    "double_charge": "Double charge",
    "payment_declined": "Payment declined",
    "invoice": "Invoice",
    "login": "Login",
    "account_change": "Account change",
    "app_error": "App error",
    "subscription": "Subscription",
    "product_question": "Product question",
    "praise": "Praise",
    "other": "Other",
}

CONFUSED: Mapping[str, tuple[str, ...]] = {
    "late_delivery": ("wrong_item", "refund"),
    "damaged_item": ("return", "wrong_item"),
    "wrong_item": ("return", "damaged_item"),
    "return": ("refund",),
    "refund": ("return", "double_charge"),
    "double_charge": ("refund", "invoice"),
    "payment_declined": ("app_error",),
    "invoice": ("account_change", "double_charge"),
    "login": ("app_error", "account_change"),
    "account_change": ("login",),
    "app_error": ("login",),
    "subscription": ("refund", "account_change"),
    "product_question": ("other",),
    "praise": ("other",),
    "other": ("product_question",),
}
"""What tired people take each category for."""

_SLOTS: Mapping[str, tuple[str, ...]] = {
    "thing": ("kettle", "desk lamp", "rain jacket", "blender", "office chair", "pair of headphones", "backpack",
              "bike light", "cast-iron pan", "baby monitor", "coffee grinder", "winter duvet", "keyboard", "tent"),
    "other_thing": ("phone case", "garden hose", "yoga mat", "set of towels", "toaster", "board game", "water bottle"),
    "color": ("blue", "black", "green", "grey", "red", "white"),
    "other_color": ("beige", "pink", "yellow", "brown"),
    "day": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"),
    "days": ("four", "five", "six", "eight", "nine", "ten", "twelve"),
    "money": ("12.90", "24.00", "39.95", "54.50", "79.00", "118.20", "249.00"),
    "device": ("my phone", "my tablet", "my laptop", "an older Android", "the newest iPhone"),
    "city": ("Bergen", "Graz", "Porto", "Leeds", "Utrecht", "Lyon", "Turku", "Malmö"),
    "part": ("the lid", "one leg", "the handle", "the screen", "the zip", "the plug", "a corner"),
}  # fmt: skip

_BODIES: Mapping[str, tuple[str, ...]] = {
    "late_delivery": (
        "My {thing} should have been here on {day} and the tracking has not moved for {days} days.",
        "It says 'out for delivery' since {day}, yet nobody rang. Where is my {thing}?",
        "I ordered a {thing} {days} days ago with express shipping and still nothing has arrived.",
        "The carrier keeps pushing the date back. I need the {thing} before {day}.",
        "Order {order} was promised for {day}. It is stuck in {city} as far as I can see.",
        "Has my parcel been lost? {days} days without a single scan.",
    ),
    "damaged_item": (
        "The {thing} came today and {part} is broken.",
        "I opened the box and {part} of the {thing} was cracked right through.",
        "There was hardly any padding, so of course the {thing} has a dent.",
        "{Part} snapped the first time I used the {thing}. I have photos.",
        "The {thing} from order {order} arrived soaked and does not switch on.",
        "Glass everywhere in the parcel. The {thing} did not survive the trip.",
    ),
    "wrong_item": (
        "I ordered a {thing} and got a {other_thing} instead.",
        "The {thing} is {other_color}. I had chosen {color}.",
        "There is somebody else's {other_thing} in my parcel, with their name on the slip.",
        "You sent size M, the order says L. It is about the {thing} in order {order}.",
        "Only the {other_thing} was in the box; what I paid for is a {thing}.",
        "Label says {color} {thing}, inside is a {other_color} one.",
    ),
    "return": (
        "How do I send the {thing} back? It is unused and in its box.",
        "The {thing} does not suit me. Can I have a return label?",
        "Is {day} still within the return window for order {order}?",
        "I would like to exchange the {color} {thing} for a {other_color} one.",
        "Where is the nearest drop-off point in {city} for something I want to give back?",
        "Can I return just one of the two items in {order}, and who pays the postage?",
    ),
    "refund": (
        "I sent the {thing} back {days} days ago and have not seen my money.",
        "You confirmed the return of order {order}, but the {money} is not on my account.",
        "When will I get the {money} back for the cancelled order?",
        "The refund went to an old card. Can you send it elsewhere?",
        "I was refunded {money} but had paid more than that, shipping is missing.",
        "Your colleague promised me my money by {day}. Nothing so far.",
    ),
    "double_charge": (
        "My statement shows {money} twice for the same order.",
        "I pressed pay once and was charged two times on {day}.",
        "Order {order}: two identical bookings of {money}. Please reverse one.",
        "Why did you take {money} again? I paid that last week already.",
        "Both my card and my bank account were charged for the {thing}.",
        "There is a second payment I never agreed to, same amount, a minute later.",
    ),
    "payment_declined": (
        "My card is refused at checkout although it works everywhere else.",
        "Payment fails with 'try another method' every time I buy the {thing}.",
        "I cannot pay the {money}, the bank says the request never reached them.",
        "The bank's confirmation page opens, I approve, and then the shop says declined.",
        "Three cards, three refusals. I just want to buy a {thing}.",
        "Gift card for {money} is not accepted when I pay.",
    ),
    "invoice": (
        "I need an invoice for order {order} with our VAT number on it.",
        "The invoice has my old company name. Can you issue a new one?",
        "Where can I download the receipt for the {thing}? My employer wants it.",
        "Please send the bill for {money} as a PDF, the link is empty.",
        "There is no tax shown on the receipt of {day}.",
        "Could you combine the invoices of this month into one document?",
    ),
    "login": (
        "I cannot get into my account, it says the password is wrong. It is not.",
        "The reset mail never comes, I looked in spam too.",
        "My account is locked after I mistyped the code on {device}.",
        "The six-digit code you text me is always 'expired'.",
        "I got a new number and now I cannot pass the second step of signing in.",
        "Signing in with my work address sends me round in a circle.",
    ),
    "account_change": (
        "I moved to {city}. How do I change my address for future orders?",
        "Please change the e-mail on my account, the old one is gone.",
        "I got married and would like my new surname on the account.",
        "Can you merge my two accounts? I made the second one by accident.",
        "Please delete my account and everything you keep about me.",
        "How do I take the old card out of my saved payment methods?",
    ),
    "app_error": (
        "The app closes by itself when I open my orders on {device}.",
        "Since the update on {day} every page in the app is blank.",
        "The search spins for ever on {device}, the website works.",
        "I tap 'add to basket' and get error 500.",
        "Pictures of the {thing} do not load in the app.",
        "Notifications come in three at a time and open the wrong page.",
    ),
    "subscription": (
        "How do I end my membership before it renews on {day}?",
        "I want to pause the monthly coffee box for two months.",
        "I was moved to the yearly plan without asking. Put me back on monthly please.",
        "Does the family plan cover somebody who lives in {city}?",
        "My free trial has turned into a paid plan, I meant to stop it.",
        "Can I change my membership from plus to basic in the middle of the month?",
    ),
    "product_question": (
        "Does the {thing} work with 110 volts?",
        "Is the {color} {thing} dishwasher safe?",
        "When will the {thing} be back in stock in {color}?",
        "How heavy is the {thing} without its packaging?",
        "Do you have the {thing} in a smaller size?",
        "What is the difference between the two {thing} models, apart from {money} in price?",
    ),
    "praise": (
        "Just wanted to say thank you, the {thing} came a day early and is lovely.",
        "Your colleague on the phone on {day} was wonderful.",
        "Best {thing} I ever had. That is all.",
        "You solved in ten minutes what others could not in {days} days. Brilliant.",
        "The handwritten note in the parcel made my day.",
        "Five stars. The replacement {thing} is perfect.",
    ),
    "other": (
        "Are you hiring in {city}? I did not find a page for it.",
        "May our school visit your warehouse near {city}?",
        "I found a {other_thing} of your driver's on my doorstep.",
        "I write for a magazine and would like to talk about packaging.",
        "Please stop sending me catalogues by post.",
        "Do you take part in the street fair on {day}?",
    ),
}
_OPENINGS = ("Hi, ", "Hello, ", "Hello there. ", "Good morning, ", "Dear team, ", "", "", "", "", "Hey, ")
_MORE = (
    "Order number is {order}.", "I have been a customer for years.", "This is the second time I write.",
    "I tried the chat first, nobody answered.", "It was meant as a present.", "I am away from {day} on.", "No hurry.",
    "I checked your help pages before writing.", "My neighbour had the same last month.",
)  # fmt: skip
_CLOSINGS = (
    " Thanks!", " Thank you in advance.", " Kind regards", " Please help.", " What can you do?", " Best, a customer",
    " I look forward to hearing from you.", " Thx", "", "", "", "", "",
)  # fmt: skip
_CHANNELS = ("e-mail", "e-mail", "chat", "web form")


@dataclass(frozen=True, slots=True)
class Ticket:
    """One ticket with its true category."""

    key: str
    text: str
    channel: str
    category: str


def tickets(count: int) -> Iterator[Ticket]:
    """So many tickets, no text twice; the first n are the same for any count."""
    rng = Random("tickets")
    seen: set[str] = set()
    keys = tuple(CATEGORIES)
    weights = [14, 9, 7, 9, 9, 5, 6, 6, 8, 6, 8, 6, 8, 4, 3]
    while len(seen) < count:
        category = rng.choices(keys, weights)[0]
        text = _text(rng, category)
        if text not in seen:
            seen.add(text)
            yield Ticket(f"T-{10_000 + 7 * len(seen)}", text, rng.choice(_CHANNELS), category)


def _text(rng: Random, category: str) -> str:
    values = {name: rng.choice(choices) for name, choices in _SLOTS.items()}
    values |= {"order": f"#{rng.randint(20_000, 99_999)}", "Part": values["part"].capitalize()}
    bodies = [rng.choice(_BODIES[category])]
    for _ in range(rng.choice((0, 1, 1, 2))):
        more = rng.choice(_MORE)
        if more not in bodies:
            bodies.append(more)
    body = " ".join(bodies).format_map(values)
    opening = rng.choice(_OPENINGS)
    if opening.endswith(", ") and not body.startswith(("I ", "Is it", "Order", values["day"])):
        body = body[0].lower() + body[1:]
    text = opening + body[:1] + body[1:] + rng.choice(_CLOSINGS)
    return _in_haste(rng, text) if rng.random() < 0.25 else text


def _in_haste(rng: Random, text: str) -> str:
    """As somebody types who is on the move: no capitals, or letters that changed places."""
    if rng.random() < 0.5:
        return text.lower()
    place = rng.randrange(len(text) // 3, len(text) - 2)
    a, b = text[place], text[place + 1]
    return text[:place] + b + a + text[place + 2 :] if a.isalpha() and b.isalpha() else text
