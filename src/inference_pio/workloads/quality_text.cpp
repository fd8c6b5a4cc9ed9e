#include "workloads/quality_text.hpp"

namespace inference_pio {

std::string_view quality_text() {
    return "The bridge at Halden was never meant to last. It was put up in one dry autumn by men who had come to build "
           "a railway, out of timber that the railway had no use for, and the surveyor wrote in his report that it "
           "would carry carts for ten years at most. Eighty years later the school bus still crossed it twice a day. "
           "Nobody had repaired more than a handrail.\n\n"
           "When engineers at last came to look, they found the reason under the water. The piles stood in cold mud, "
           "without air, and nothing that eats wood can live there. Above the surface the planks had been renewed so "
           "often that hardly one was original. What people called the old bridge was in truth a new one resting on "
           "very old feet.\n\n"
           "My father drove that bus. He used to say that a machine tells you what it needs if you listen before it "
           "shouts. Every Sunday he opened the bonnet, not because something was wrong, but because it was Sunday. He "
           "wrote down the mileage, the oil, the pressure of the tyres, and how the engine had sounded on the hill. "
           "The notebooks fill a whole shelf in my kitchen now, and I have learned more from them about patience than "
           "about engines.\n\n"
           "Salt is the cheapest thing in the pantry and the easiest to get wrong. Add it at the end and the soup "
           "tastes of salt; add it early and the soup tastes of itself. Onions give up their water sooner, beans stay "
           "firm, and meat keeps its juice if it is seasoned the night before. A cook who tastes only once has "
           "already made up her mind.\n\n"
           "How does a swallow find the same barn after a journey of six thousand miles? Part of the answer is the "
           "sun, part is the field of the earth, and part, for the last few hundred yards, is plain memory: the shape "
           "of a roof, a line of poplars, the smell of cattle. In one experiment the birds were carried away in a "
           "covered basket and released beyond the hills. Most of them were home before the car.\n\n"
           "The committee met for the third time in March. Two members wanted to sell the land at once, since prices "
           "were high and the roof of the library leaked. Three others would rather have waited for the report on the "
           "well. In the end they agreed on what nobody had proposed: to lease the meadow for a single season, to pay "
           "the roofer with that money, and to ask the question again in winter, when tempers and the ground would "
           "both be cooler.\n\n"
           "A good measurement begins with a doubt. Before you believe that one number is larger than another, take "
           "the smaller one again, on a different day, with a different hand on the instrument. If it has grown, you "
           "have learned something about your instrument. If it has not, you may begin to learn something about the "
           "world.\n\n"
           "Late in the evening the storm moved out to sea. Lights came back along the harbour, first the pharmacy, "
           "then the two hotels, and finally the narrow houses behind the fish market. Children were allowed to stay "
           "up and look for branches. By morning the only trace of the wind was a blue rowing boat, quite unharmed, in "
           "the middle of the football field.\n";
}

}  // namespace inference_pio
