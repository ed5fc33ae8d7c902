/*
 * compare_basis.c - whether two audits were made by the same rules
 *
 * With another topology the same flow is another finding: its source is a network in one audit and
 * an address in the other. The same goes for catalogs, and a filter leaves flows out.
 */
#include <string.h>

#include "report/compare.h"

static bool same_hashes(const json_t *a, const json_t *b)
{
    if (json_array_size(a) != json_array_size(b))
        return false;
    for (size_t i = 0; i < json_array_size(a); i++)
        if (!json_equal(json_object_get(json_array_get(a, i), "sha256"),
                        json_object_get(json_array_get(b, i), "sha256")))
            return false;
    return true;
}

static bool same_files(const struct ls_comparison *c, const char *key)
{
    const json_t *before = json_object_get(c->sides[0].root, "lyncscope");
    const json_t *after = json_object_get(c->sides[1].root, "lyncscope");
    return same_hashes(json_object_get(before, key), json_object_get(after, key));
}

static bool same_filter(const struct ls_comparison *c)
{
    const json_t *before = json_object_get(c->sides[0].root, "capture");
    const json_t *after = json_object_get(c->sides[1].root, "capture");
    const json_t *a = json_object_get(before, "filter"), *b = json_object_get(after, "filter");
    return a == b || json_equal(a, b);
}

static const struct basis table[] = {
    {"topology",
     {{"the topologies differ: the same traffic may be told by network in one audit and by "
       "address in the other, and so be new and gone below",
       "两次审计所用的拓扑不同：同一流量可能在一次中按网络、在另一次中按地址列出，"
       "因而在下面既为新增又为消失"}}},
    {"catalogs",
     {{"the catalogs differ: what one audit judged by a row, the other may not know",
       "两次审计所用的目录不同：一次依据某行判定的流量，另一次可能没有该行"}}},
    {"filter",
     {{"the filters differ: what is gone may have been left out",
       "两次审计所用的过滤器不同：消失的内容可能只是被过滤掉"}}},
};

const struct basis *basis_difference(const struct ls_comparison *c, size_t i)
{
    static const struct basis same;
    if (i >= sizeof table / sizeof *table)
        return NULL;
    bool equal = strcmp(table[i].key, "filter") == 0 ? same_filter(c) : same_files(c, table[i].key);
    return equal ? &same : &table[i];
}
